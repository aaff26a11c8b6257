@NullMarked
package croft.core.job;

import org.jspecify.annotations.NullMarked;
