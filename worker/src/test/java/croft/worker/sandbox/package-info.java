@NullMarked
package croft.worker.sandbox;

import org.jspecify.annotations.NullMarked;
