/** Shows plans: as text, DOT, Mermaid and HTML; and runs the programs that print graphs. */
@NullMarked
package croft.cli.plan;

import org.jspecify.annotations.NullMarked;
