/** JSON as the farm reads and writes it: one place for strictness, limits and canonical form. */
@NullMarked
package croft.protocol.json;

import org.jspecify.annotations.NullMarked;
