/** How often something happens, and how sure that is. */
@NullMarked
package croft.core.rate;

import org.jspecify.annotations.NullMarked;
