/** The {@code croft} command against a farm. */
@NullMarked
package croft.testing.cli;

import org.jspecify.annotations.NullMarked;
