@NullMarked
package croft.testing;

import org.jspecify.annotations.NullMarked;
