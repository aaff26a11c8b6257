@NullMarked
package croft.core;

import org.jspecify.annotations.NullMarked;
