/** Breakpoints, messages, timers, latches and graphs as jobs, on a real database. */
@NullMarked
package croft.testing.decide;

import org.jspecify.annotations.NullMarked;
