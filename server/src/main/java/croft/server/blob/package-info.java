/**
 * Contents that are too large for rows: artifacts, bundles of files, logs. Kept in a directory; the
 * interfaces are narrow enough for an object store.
 */
@NullMarked
package croft.server.blob;

import org.jspecify.annotations.NullMarked;
