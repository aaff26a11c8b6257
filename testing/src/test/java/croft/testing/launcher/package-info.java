@NullMarked
package croft.testing.launcher;

import org.jspecify.annotations.NullMarked;
