/** Takes graph files in: reads, compiles, checks and stores them. */
@NullMarked
package croft.server.submit;

import org.jspecify.annotations.NullMarked;
