/** A farm in processes of its own, whose parts can be killed one by one. */
@NullMarked
package croft.testing.harness;

import org.jspecify.annotations.NullMarked;
