@NullMarked
package croft.cli;

import org.jspecify.annotations.NullMarked;
