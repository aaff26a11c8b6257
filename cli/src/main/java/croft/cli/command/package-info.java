/** The verbs that talk to a farm. */
@NullMarked
package croft.cli.command;

import org.jspecify.annotations.NullMarked;
