package croft.protocol.wire;

import croft.protocol.json.Digest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try at running a job.
 *
 * @param attempt from 1
 * @param outcome how it ended; null while it runs
 * @param exitCode of the script; null while it runs, or if it was not reached
 * @param reason why it did not succeed; null if the exit code says all
 * @param worker name of the worker that ran it
 * @param claimedAt when it was given to the worker
 * @param endedAt when the farm recorded its end; null while it runs
 * @param usage what it took; null if it was not measured
 * @param tests counted in it; null without reports
 * @param logBytes size of its log so far
 * @param artifacts how many it has so far, outputs and reports included
 * @param revision of the graph that it began with; null from a farm that does not say
 * @param definition what it ran; null from a farm that does not say
 * @param changed whether that was changed for this attempt alone; null is no
 * @param reusedFrom whose result it took instead of running; null if it ran
 */
public record AttemptView(
    int attempt,
    @Nullable Outcome outcome,
    @Nullable Integer exitCode,
    @Nullable String reason,
    String worker,
    Instant claimedAt,
    @Nullable Instant endedAt,
    @Nullable Usage usage,
    @Nullable TestCounts tests,
    long logBytes,
    int artifacts,
    @Nullable Integer revision,
    @Nullable Digest definition,
    @Nullable Boolean changed,
    @Nullable ReusedFrom reusedFrom) {

  /** An attempt of which it is not known what it ran. */
  public AttemptView(
      int attempt,
      @Nullable Outcome outcome,
      @Nullable Integer exitCode,
      @Nullable String reason,
      String worker,
      Instant claimedAt,
      @Nullable Instant endedAt,
      @Nullable Usage usage,
      @Nullable TestCounts tests,
      long logBytes,
      int artifacts) {
    this(
        attempt, outcome, exitCode, reason, worker, claimedAt, endedAt, usage, tests, logBytes,
        artifacts, null, null, null, null);
  }

  public AttemptView {
    Check.range("attempt", attempt, 1, Integer.MAX_VALUE);
    Check.present("worker", worker);
    Check.present("claimedAt", claimedAt);
    Check.notNegative("logBytes", logBytes);
    Check.range("artifacts", artifacts, 0, Integer.MAX_VALUE);
  }
}
