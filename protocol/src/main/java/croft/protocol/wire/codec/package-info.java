/** Readers and writers by hand for the verbs that are called once a job or oftener. */
@NullMarked
package croft.protocol.wire.codec;

import org.jspecify.annotations.NullMarked;
