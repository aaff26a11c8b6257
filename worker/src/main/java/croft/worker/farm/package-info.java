/** What a worker needs of the farm, and its right to write there. */
@NullMarked
package croft.worker.farm;

import org.jspecify.annotations.NullMarked;
