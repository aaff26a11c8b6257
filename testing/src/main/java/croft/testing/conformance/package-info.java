/**
 * State-machine cases of other systems, run on Croft's real core and store: docs/conformance.md
 * says how they are translated and what differs.
 */
@NullMarked
package croft.testing.conformance;

import org.jspecify.annotations.NullMarked;
