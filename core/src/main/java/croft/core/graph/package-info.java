@NullMarked
package croft.core.graph;

import org.jspecify.annotations.NullMarked;
