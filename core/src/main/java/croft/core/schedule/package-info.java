@NullMarked
package croft.core.schedule;

import org.jspecify.annotations.NullMarked;
