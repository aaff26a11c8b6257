@NullMarked
package croft.worker.files;

import org.jspecify.annotations.NullMarked;
