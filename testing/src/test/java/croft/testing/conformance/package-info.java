/** What every worker must do, whatever it is written in. */
@NullMarked
package croft.testing.conformance;

import org.jspecify.annotations.NullMarked;
