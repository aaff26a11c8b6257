/**
 * The way to the database: where it is, how many connections the farm may have, what each may wait
 * for, which version its schema has, and what a failed statement means.
 */
@NullMarked
package croft.store.database;

import org.jspecify.annotations.NullMarked;
