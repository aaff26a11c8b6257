/** Graphs that wait for jobs of other graphs. */
@NullMarked
package croft.server.follow;

import org.jspecify.annotations.NullMarked;
