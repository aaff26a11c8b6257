/** What the farm does again and again: each is a pass that a test calls by itself. */
@NullMarked
package croft.server.loop;

import org.jspecify.annotations.NullMarked;
