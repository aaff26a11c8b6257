@NullMarked
package croft.core.plan;

import org.jspecify.annotations.NullMarked;
