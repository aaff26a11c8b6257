@NullMarked
package croft.store.schedule;

import org.jspecify.annotations.NullMarked;
