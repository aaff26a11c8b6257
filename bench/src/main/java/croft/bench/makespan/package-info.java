/** How long workflows take in the farm's claim order, in virtual time. */
@NullMarked
package croft.bench.makespan;

import org.jspecify.annotations.NullMarked;
