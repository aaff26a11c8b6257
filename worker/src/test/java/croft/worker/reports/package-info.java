@NullMarked
package croft.worker.reports;

import org.jspecify.annotations.NullMarked;
