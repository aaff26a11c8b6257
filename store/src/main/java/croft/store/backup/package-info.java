/**
 * Backup and restore of the whole database by COPY: independent of the server's version and files,
 * so that it also is the way to the next major version of PostgreSQL.
 *
 * <p>An archive is a zip file, made and read in one pass:
 *
 * <pre>
 *   header.txt            format, schema version, tables with their columns, range of graph ids
 *   tables/NAME.copy      the rows of each table, as COPY writes them; tables after those they refer to
 *   sequences.txt         name, last value, and whether it was used
 *   files/...             kept for logs and artifacts; skipped by a restore that does not know them
 *   manifest.txt          rows, bytes and SHA-256 of each of the above; the last line is its own digest
 * </pre>
 *
 * The manifest comes last: an archive without it was cut, and is refused.
 */
@NullMarked
package croft.store.backup;

import org.jspecify.annotations.NullMarked;
