package croft.server.dispatch;

import croft.core.job.Outcome;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An attempt's end that someone reports.
 *
 * @param reportHash tells whether another report of the same attempt says the same
 * @param report resource use and test counts as JSON; null for none
 * @param answer gets the result once it is committed
 */
record End(
    long graph,
    int job,
    int attempt,
    UUID nonce,
    long session,
    Outcome outcome,
    long reportHash,
    @Nullable String reason,
    @Nullable String report,
    CompletableFuture<Result> answer) {
  /** The same report, which the farm takes for another end. */
  End instead(Outcome other, String why) {
    return new End(graph, job, attempt, nonce, session, other, reportHash, why, report, answer);
  }

  /** What became of a report. */
  enum Result {
    ACCEPTED,
    /** The same was reported before. */
    REPEATED,
    /** Somebody else has, or had, the job. */
    STALE,
    /** Something else was reported before. */
    CONFLICT
  }
}
