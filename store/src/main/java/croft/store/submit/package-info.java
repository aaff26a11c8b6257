@NullMarked
package croft.store.submit;

import org.jspecify.annotations.NullMarked;
