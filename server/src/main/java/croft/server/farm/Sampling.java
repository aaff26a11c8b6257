package croft.server.farm;

import croft.protocol.wire.Commands;
import org.jspecify.annotations.Nullable;

/** Further runs of a job's definition, beside its attempts. Safe for use by many threads. */
public interface Sampling {
  /**
   * Makes samples of a job.
   *
   * @param idempotencyKey the same key with the same wish gives the same samples; null for new ones
   *     each time
   */
  Submissions.Submitted sample(
      long graph, int job, Caller caller, Commands.Sample wish, @Nullable String idempotencyKey);
}
