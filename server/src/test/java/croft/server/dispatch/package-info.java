@NullMarked
package croft.server.dispatch;

import org.jspecify.annotations.NullMarked;
