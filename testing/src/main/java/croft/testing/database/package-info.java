/** Real PostgreSQL for tests: fast to get, fresh for each test class, gone afterwards. */
@NullMarked
package croft.testing.database;

import org.jspecify.annotations.NullMarked;
