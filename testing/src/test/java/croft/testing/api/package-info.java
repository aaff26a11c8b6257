@NullMarked
package croft.testing.api;

import org.jspecify.annotations.NullMarked;
