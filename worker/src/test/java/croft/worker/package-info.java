@NullMarked
package croft.worker;

import org.jspecify.annotations.NullMarked;
