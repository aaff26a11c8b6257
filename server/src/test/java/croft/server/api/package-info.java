@NullMarked
package croft.server.api;

import org.jspecify.annotations.NullMarked;
