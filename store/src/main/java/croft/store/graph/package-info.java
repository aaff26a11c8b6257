@NullMarked
package croft.store.graph;

import org.jspecify.annotations.NullMarked;
