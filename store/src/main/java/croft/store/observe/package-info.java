/** What the database itself tells of its work. */
@NullMarked
package croft.store.observe;

import org.jspecify.annotations.NullMarked;
