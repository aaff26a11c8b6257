/** Files of results that are counted. */
@NullMarked
package croft.worker.reports;

import org.jspecify.annotations.NullMarked;
