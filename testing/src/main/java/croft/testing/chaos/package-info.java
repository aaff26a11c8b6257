/**
 * Faults against a farm of real processes under load, and an independent checker of what it
 * acknowledged. {@link croft.testing.chaos.Chaos} is the program.
 */
@NullMarked
package croft.testing.chaos;

import org.jspecify.annotations.NullMarked;
