/** Who may call: tokens, of which the farm knows only digests. */
@NullMarked
package croft.server.auth;

import org.jspecify.annotations.NullMarked;
