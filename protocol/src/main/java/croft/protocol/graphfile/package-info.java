/**
 * The graph file: what a person or a program submits. {@link croft.protocol.graphfile.GraphFile}
 * reads it (YAML, JSON or NDJSON) into a {@link croft.protocol.graphfile.GraphSpec}, in which every
 * matrix, glob and default has been worked out, or names every fault with its place.
 */
@NullMarked
package croft.protocol.graphfile;

import org.jspecify.annotations.NullMarked;
