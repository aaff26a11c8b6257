/** What an operator can set, where each value came from, and how it is checked. */
@NullMarked
package croft.server.config;

import org.jspecify.annotations.NullMarked;
