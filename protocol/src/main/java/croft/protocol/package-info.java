@NullMarked
package croft.protocol;

import org.jspecify.annotations.NullMarked;
