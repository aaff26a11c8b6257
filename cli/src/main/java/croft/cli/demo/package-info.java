/** What {@code croft demo} does that no other verb needs. */
@NullMarked
package croft.cli.demo;

import org.jspecify.annotations.NullMarked;
