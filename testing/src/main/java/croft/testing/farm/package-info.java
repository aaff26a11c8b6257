/** A farm without HTTP, for tests of what the farm decides and stores. */
@NullMarked
package croft.testing.farm;

import org.jspecify.annotations.NullMarked;
