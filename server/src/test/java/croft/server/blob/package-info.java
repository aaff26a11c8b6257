@NullMarked
package croft.server.blob;

import org.jspecify.annotations.NullMarked;
