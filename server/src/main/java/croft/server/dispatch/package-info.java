/**
 * The hot path: what workers ask for, gathered into batches. One thread has one connection; while
 * one commit runs the next batch queues up. All that is kept here is a cache or a queue and may be
 * lost.
 */
@NullMarked
package croft.server.dispatch;

import org.jspecify.annotations.NullMarked;
