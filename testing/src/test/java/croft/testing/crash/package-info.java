/** What the farm promises while its processes are killed. */
@NullMarked
package croft.testing.crash;

import org.jspecify.annotations.NullMarked;
