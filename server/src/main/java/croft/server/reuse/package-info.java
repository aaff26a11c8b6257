/** Takes the results of equal jobs, for jobs that opt in. */
@NullMarked
package croft.server.reuse;

import org.jspecify.annotations.NullMarked;
