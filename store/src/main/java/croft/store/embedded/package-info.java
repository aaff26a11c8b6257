/**
 * A real PostgreSQL that the farm brings along: unpacked, initialised, started, supervised and
 * stopped by this package, with the same durability as a server that an operator would run.
 *
 * <p>Nothing here is shared with the rest of the store but a JDBC address: a farm with its own
 * server never loads this package.
 */
@NullMarked
package croft.store.embedded;

import org.jspecify.annotations.NullMarked;
