/** The web app in a real browser: a farm with a worker behind it, Chromium, and what both share. */
@NullMarked
package croft.testing.web;

import org.jspecify.annotations.NullMarked;
