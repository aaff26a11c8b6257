@NullMarked
package croft.server.stream;

import org.jspecify.annotations.NullMarked;
