/** What people see: text made safe, tables that fit, colours with a meaning. */
@NullMarked
package croft.cli.terminal;

import org.jspecify.annotations.NullMarked;
