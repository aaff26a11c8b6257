/** Where the farm is, who asks, and where each of these values came from. */
@NullMarked
package croft.cli.settings;

import org.jspecify.annotations.NullMarked;
