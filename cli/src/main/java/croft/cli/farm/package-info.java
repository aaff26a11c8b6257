/**
 * The verbs that are a farm, or a part of one. Only what runs loads the server's or worker's
 * classes.
 */
@NullMarked
package croft.cli.farm;

import org.jspecify.annotations.NullMarked;
