@NullMarked
package croft.testing.database;

import org.jspecify.annotations.NullMarked;
