/** The scenarios, a class each. */
@NullMarked
package croft.bench.scenario;

import org.jspecify.annotations.NullMarked;
