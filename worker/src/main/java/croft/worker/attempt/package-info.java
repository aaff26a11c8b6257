/** One attempt on this worker, from its claim to its result. */
@NullMarked
package croft.worker.attempt;

import org.jspecify.annotations.NullMarked;
