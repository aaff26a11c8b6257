/** What operators watch: metrics in Prometheus' format, health. */
@NullMarked
package croft.server.observe;

import org.jspecify.annotations.NullMarked;
