/** Folders packed into bundles that the farm keeps by digest. */
@NullMarked
package croft.cli.files;

import org.jspecify.annotations.NullMarked;
