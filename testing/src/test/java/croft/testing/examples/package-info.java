@NullMarked
package croft.testing.examples;

import org.jspecify.annotations.NullMarked;
