@NullMarked
package croft.store.hot;

import org.jspecify.annotations.NullMarked;
