@NullMarked
package croft.store.session;

import org.jspecify.annotations.NullMarked;
