/**
 * Where a job's processes live: what they may see, how much they may use, and how all of them end.
 *
 * <p>A {@link croft.worker.sandbox.Sandbox} starts one command in a {@link
 * croft.worker.sandbox.Cell}; a {@link croft.worker.sandbox.SandboxedProcess} is over only when no
 * process of the job is left.
 */
@NullMarked
package croft.worker.sandbox;

import org.jspecify.annotations.NullMarked;
