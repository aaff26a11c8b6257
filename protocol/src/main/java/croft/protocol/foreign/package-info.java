/**
 * Graphs as other systems write them: read here, and written as graph files. What is read is
 * checked so far that every task and every edge is there once; what a task does is taken as it is.
 */
@NullMarked
package croft.protocol.foreign;

import org.jspecify.annotations.NullMarked;
