@NullMarked
package croft.store.embedded;

import org.jspecify.annotations.NullMarked;
