/** Rows of the database as the API shows them. */
@NullMarked
package croft.server.view;

import org.jspecify.annotations.NullMarked;
