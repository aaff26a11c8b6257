/** What jobs that the farm does itself wait for, and how they were decided; latches and groups. */
@NullMarked
package croft.store.decide;

import org.jspecify.annotations.NullMarked;
