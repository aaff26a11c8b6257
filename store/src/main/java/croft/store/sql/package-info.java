@NullMarked
package croft.store.sql;

import org.jspecify.annotations.NullMarked;
