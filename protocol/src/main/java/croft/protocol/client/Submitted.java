package croft.protocol.client;

import croft.protocol.wire.GraphView;

/**
 * What came of a submission.
 *
 * @param graph as it is now
 * @param repeated whether it was submitted before with the same idempotency key
 */
public record Submitted(GraphView graph, boolean repeated) {}
