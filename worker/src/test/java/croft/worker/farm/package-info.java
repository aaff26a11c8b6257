@NullMarked
package croft.worker.farm;

import org.jspecify.annotations.NullMarked;
