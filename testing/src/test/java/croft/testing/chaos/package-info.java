/** Faults under load, in short. */
@NullMarked
package croft.testing.chaos;

import org.jspecify.annotations.NullMarked;
