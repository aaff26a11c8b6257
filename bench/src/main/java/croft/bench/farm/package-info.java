/** Farms that are measured, as processes of their own, and what those cost. */
@NullMarked
package croft.bench.farm;

import org.jspecify.annotations.NullMarked;
