@NullMarked
package croft.store.assignment;

import org.jspecify.annotations.NullMarked;
