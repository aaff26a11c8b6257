/** What goes wrong, said in one catalogue of problems (RFC 9457). */
@NullMarked
package croft.protocol.problem;

import org.jspecify.annotations.NullMarked;
