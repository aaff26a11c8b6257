/** How long jobs take, and how they end: counted from events, read by plans and claim orders. */
@NullMarked
package croft.store.statistic;

import org.jspecify.annotations.NullMarked;
