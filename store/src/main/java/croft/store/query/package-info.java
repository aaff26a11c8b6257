/** What people ask of the farm: lists, pages and details. Reads only, on pooled connections. */
@NullMarked
package croft.store.query;

import org.jspecify.annotations.NullMarked;
