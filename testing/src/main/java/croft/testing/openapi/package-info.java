/** Checks what goes over the line against the published contract. */
@NullMarked
package croft.testing.openapi;

import org.jspecify.annotations.NullMarked;
