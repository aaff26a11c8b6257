@NullMarked
package croft.store;

import org.jspecify.annotations.NullMarked;
