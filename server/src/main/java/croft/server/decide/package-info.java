/**
 * Jobs that the farm does itself: breakpoints and who may decide them, messages, timers, graphs
 * inside graphs, and the latches that hold them up.
 */
@NullMarked
package croft.server.decide;

import org.jspecify.annotations.NullMarked;
