@NullMarked
package croft.server.submit;

import org.jspecify.annotations.NullMarked;
