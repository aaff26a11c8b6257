@NullMarked
package croft.store.database;

import org.jspecify.annotations.NullMarked;
