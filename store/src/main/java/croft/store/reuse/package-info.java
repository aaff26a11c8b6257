/** Results that equal jobs take instead of running again. */
@NullMarked
package croft.store.reuse;

import org.jspecify.annotations.NullMarked;
