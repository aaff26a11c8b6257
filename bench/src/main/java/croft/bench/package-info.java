@NullMarked
package croft.bench;

import org.jspecify.annotations.NullMarked;
