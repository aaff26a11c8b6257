/**
 * What happens, as it happens: graphs, projects and logs over one connection per client. Each graph
 * is read once for all of them, and clients pull: who is slow holds nothing in memory.
 */
@NullMarked
package croft.server.stream;

import org.jspecify.annotations.NullMarked;
