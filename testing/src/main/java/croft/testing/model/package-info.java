/**
 * The rules a second time, slowly and readably ({@link croft.testing.model.FarmModel}), and random
 * stories that hold a real farm against them ({@link croft.testing.model.StoryTest}).
 */
@NullMarked
package croft.testing.model;

import org.jspecify.annotations.NullMarked;
