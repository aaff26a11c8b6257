/** What farms are loaded with: graphs, and workers that run nothing. */
@NullMarked
package croft.bench.load;

import org.jspecify.annotations.NullMarked;
