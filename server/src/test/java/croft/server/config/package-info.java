@NullMarked
package croft.server.config;

import org.jspecify.annotations.NullMarked;
