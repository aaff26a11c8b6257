@NullMarked
package croft.worker.log;

import org.jspecify.annotations.NullMarked;
