/** Graphs, jobs and workers as lines for people. */
@NullMarked
package croft.cli.view;

import org.jspecify.annotations.NullMarked;
