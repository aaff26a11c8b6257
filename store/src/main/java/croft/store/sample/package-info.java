/** Further runs of a job's definition, which change nothing about the job. */
@NullMarked
package croft.store.sample;

import org.jspecify.annotations.NullMarked;
