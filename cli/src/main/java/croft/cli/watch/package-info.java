/**
 * A graph followed until it is over: a panel on a terminal, lines elsewhere, a summary at the end.
 */
@NullMarked
package croft.cli.watch;

import org.jspecify.annotations.NullMarked;
