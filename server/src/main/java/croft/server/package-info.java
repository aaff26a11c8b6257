@NullMarked
package croft.server;

import org.jspecify.annotations.NullMarked;
