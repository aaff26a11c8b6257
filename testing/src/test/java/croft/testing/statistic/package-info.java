@NullMarked
package croft.testing.statistic;

import org.jspecify.annotations.NullMarked;
