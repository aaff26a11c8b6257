/**
 * What the HTTP side asks of the farm behind it: taking graphs in, commands, the verbs of workers,
 * and word of commits. Only the shapes: they are implemented elsewhere.
 */
@NullMarked
package croft.server.farm;

import org.jspecify.annotations.NullMarked;
