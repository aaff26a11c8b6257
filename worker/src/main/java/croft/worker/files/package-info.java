/**
 * Files that go into a work folder, and files that come out of it: nothing is ever read or written
 * outside of it, whatever a job or a bundle tries.
 */
@NullMarked
package croft.worker.files;

import org.jspecify.annotations.NullMarked;
