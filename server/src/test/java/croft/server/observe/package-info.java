@NullMarked
package croft.server.observe;

import org.jspecify.annotations.NullMarked;
