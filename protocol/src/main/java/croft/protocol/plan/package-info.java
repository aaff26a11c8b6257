/**
 * What a graph file would do, found out without a farm: the order of its jobs, what is inactive and
 * why, how it differs from another graph, and whether it is what it is expected to be.
 *
 * <p>Pure: values in, records out. {@link croft.protocol.plan.Planner} is where to start.
 */
@NullMarked
package croft.protocol.plan;

import org.jspecify.annotations.NullMarked;
