/** A job's output: captured on disk as it comes, and streamed to the farm. */
@NullMarked
package croft.worker.log;

import org.jspecify.annotations.NullMarked;
