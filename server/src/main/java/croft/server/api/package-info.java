/**
 * The farm over HTTP: {@code /api/v1} as {@code croft/openapi.yaml} says. Blocking code on virtual
 * threads; every failure leaves as a problem of the catalogue.
 */
@NullMarked
package croft.server.api;

import org.jspecify.annotations.NullMarked;
