@NullMarked
package croft.store.guard;

import org.jspecify.annotations.NullMarked;
