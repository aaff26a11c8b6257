/**
 * The farm's API over {@code java.net.http}: {@link croft.protocol.client.FarmClient} for workers
 * and what is farm-wide, {@link croft.protocol.client.ProjectClient} for what belongs to a project.
 *
 * <p>Every call blocks its thread, has a time-out, and ends in one of four ways: its result; {@link
 * croft.protocol.problem.ProblemException}, the farm answered that it will not; {@link
 * java.io.IOException}, there was no answer, and whether the farm did it is not known; {@link
 * InterruptedException}, the thread was interrupted and the connection given up.
 */
@NullMarked
package croft.protocol.client;

import org.jspecify.annotations.NullMarked;
