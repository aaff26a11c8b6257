/** What was measured: a line of JSON, its history by version, and plots of that. */
@NullMarked
package croft.bench.report;

import org.jspecify.annotations.NullMarked;
