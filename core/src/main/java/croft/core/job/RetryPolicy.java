package croft.core.job;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which ends of an attempt are tried again, and how often.
 *
 * @param attempts all attempts of one opening of the job, the first included; at least 1
 * @param on the kinds of end that are tried again; empty means never
 * @param backoff the delay before the first retry; doubled for each further one
 * @param backoffMax the longest delay
 */
public record RetryPolicy(int attempts, Set<Cause> on, Duration backoff, Duration backoffMax) {
  /** A kind of end that can be tried again. A cancelled or refused attempt never is. */
  public enum Cause {
    LOST("lost"),
    FAILED("failed"),
    TIMED_OUT("timedOut"),
    WORKER_STOPPED("workerStopped");

    private final String text;

    Cause(String text) {
      this.text = text;
    }

    /** The word used in the graph file. */
    public String text() {
      return text;
    }

    /** The cause written as {@code text}; throws {@link IllegalArgumentException} if none is. */
    public static Cause of(String text) {
      for (Cause cause : values()) {
        if (cause.text.equals(text)) {
          return cause;
        }
      }
      throw new IllegalArgumentException("no cause of a retry is called '" + text + "'");
    }
  }

  /**
   * Losses after which a job is poisoned: failed and not tried again, whatever its policy says. One
   * that kills its worker must not be able to take the farm down host by host.
   */
  public static final int LOSSES_MAX = 3;

  /** Losses and orderly worker stops are tried again at once; a failing script is not. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(
          LOSSES_MAX, EnumSet.of(Cause.LOST, Cause.WORKER_STOPPED), Duration.ZERO, Duration.ZERO);

  /** Nothing is tried again. */
  public static final RetryPolicy NEVER =
      new RetryPolicy(1, Set.of(), Duration.ZERO, Duration.ZERO);

  public RetryPolicy {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
    }
    if (backoff.isNegative() || backoffMax.isNegative()) {
      throw new IllegalArgumentException(
          "backoff must not be negative, was " + backoff + " and " + backoffMax);
    }
    on = Set.copyOf(on);
  }

  /**
   * Decides what follows from the end of an attempt. A requested cancel keeps a job from being
   * tried again, and is what became of an attempt that was cut short; a script that had its say
   * before the request reached it ended as it did.
   *
   * @param tries attempts since the job was opened, this one included; at least 1
   * @param losses how many of them were lost, this one included
   * @param flags the job's {@link JobFlags} when the attempt ended
   */
  public Verdict after(Outcome outcome, int tries, int losses, int flags) {
    if (JobFlags.has(flags, JobFlags.AGAIN)) {
      return new Verdict.Again();
    }
    boolean cancel = JobFlags.has(flags, JobFlags.CANCEL);
    return switch (outcome) {
      case Outcome.Succeeded(), Outcome.Reused() -> new Verdict.Finish(JobState.SUCCEEDED, "");
      case Outcome.Cancelled() -> CANCELLED;
      case Outcome.Refused() -> new Verdict.Finish(JobState.FAILED, "refused");
      case Outcome.Failed(int exitCode) -> {
        Verdict verdict = retryOrFail(Cause.FAILED, "exit code " + exitCode, tries);
        yield cancel && verdict instanceof Verdict.Retry ? CANCELLED : verdict;
      }
      case Outcome.TimedOut() -> {
        Verdict verdict = retryOrFail(Cause.TIMED_OUT, "timed out", tries);
        yield cancel && verdict instanceof Verdict.Retry ? CANCELLED : verdict;
      }
      case Outcome.WorkerStopped() ->
          cancel ? CANCELLED : retryOrFail(Cause.WORKER_STOPPED, "worker stopped", tries);
      case Outcome.Lost() -> {
        if (cancel) {
          yield CANCELLED;
        }
        yield losses >= LOSSES_MAX
            ? new Verdict.Finish(
                JobState.FAILED, "poisoned: " + losses + " attempts lost their worker")
            : retryOrFail(Cause.LOST, "lost", tries);
      }
    };
  }

  private static final Verdict CANCELLED = new Verdict.Finish(JobState.CANCELLED, "cancelled");

  private Verdict retryOrFail(Cause cause, String reason, int tries) {
    if (!on.contains(cause) || tries >= attempts) {
      return new Verdict.Finish(JobState.FAILED, reason);
    }
    return new Verdict.Retry(delayBefore(tries));
  }

  private Duration delayBefore(int retry) {
    // Doubling 30 times overflows nothing: a backoff is capped at the maximum long before.
    Duration delay = backoff.multipliedBy(1L << Math.min(retry - 1, 30));
    Duration limit = backoffMax.isZero() ? backoff.multipliedBy(64) : backoffMax;
    return delay.compareTo(limit) > 0 ? limit : delay;
  }
}
