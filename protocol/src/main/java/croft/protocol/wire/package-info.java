/** The records that travel between farm, workers and clients. A record that exists is valid. */
@NullMarked
package croft.protocol.wire;

import org.jspecify.annotations.NullMarked;
