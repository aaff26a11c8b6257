/** The farm's API over java.net.http. */
@NullMarked
package croft.protocol.client;

import org.jspecify.annotations.NullMarked;
