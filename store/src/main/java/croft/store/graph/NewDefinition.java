package croft.store.graph;

import croft.core.job.RetryPolicy;
import croft.core.schedule.Requirements;
import java.time.Duration;

/**
 * What one or more jobs of a graph do, ready to be stored.
 *
 * @param digest {@code sha256:…} of the body
 * @param body canonical JSON
 * @param expands whether its jobs add jobs to their graph
 */
public record NewDefinition(
    String digest,
    String body,
    Requirements requirements,
    RetryPolicy retry,
    Duration timeout,
    boolean hasOutputs,
    boolean expands) {

  /** What adds no jobs. */
  public NewDefinition(
      String digest,
      String body,
      Requirements requirements,
      RetryPolicy retry,
      Duration timeout,
      boolean hasOutputs) {
    this(digest, body, requirements, retry, timeout, hasOutputs, false);
  }
}
