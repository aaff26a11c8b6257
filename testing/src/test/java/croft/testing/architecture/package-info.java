@NullMarked
package croft.testing.architecture;

import org.jspecify.annotations.NullMarked;
