/** The rules of decisions. */
@NullMarked
package croft.server.decide;

import org.jspecify.annotations.NullMarked;
