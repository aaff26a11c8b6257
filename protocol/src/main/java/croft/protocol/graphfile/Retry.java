package croft.protocol.graphfile;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is tried again, how often, and after how long.
 *
 * @param attempts all attempts, the first included; at least 1
 * @param on ends of an attempt after which there is another one, in the order of {@link Cause}
 * @param backoff wait before the second attempt, doubled for each further one; whole seconds
 * @param backoffMax the wait grows up to this; whole seconds, not less than backoff
 */
public record Retry(int attempts, Set<Cause> on, Duration backoff, Duration backoffMax) {
  /** An end of an attempt that a retry can answer. */
  public enum Cause {
    /** The script failed. */
    FAILED("failed"),
    /** The script ran longer than its timeout. */
    TIMED_OUT("timedOut"),
    /** The worker went silent. */
    LOST("lost"),
    /** The worker was stopped and gave the job back. */
    WORKER_STOPPED("workerStopped");

    private final String text;

    Cause(String text) {
      this.text = text;
    }

    /** The word in the graph file and in JSON. */
    public String text() {
      return text;
    }
  }

  /** Only what the farm itself did to an attempt is tried again, and at once. */
  public static final Retry DEFAULT =
      new Retry(
          GraphFileLimits.ATTEMPTS_DEFAULT,
          EnumSet.of(Cause.LOST, Cause.WORKER_STOPPED),
          Duration.ZERO,
          Duration.ZERO);

  /** One attempt, whatever comes of it. */
  public static final Retry NEVER =
      new Retry(1, EnumSet.noneOf(Cause.class), Duration.ZERO, Duration.ZERO);

  public Retry {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
    }
    if (backoff.isNegative() || backoffMax.compareTo(backoff) < 0) {
      throw new IllegalArgumentException(
          "backoff must be from 0 to backoffMax, was " + backoff + " and " + backoffMax);
    }
    on = on.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(on));
  }

  /** As {@link #on()}, in a fixed order. */
  static List<String> words(Collection<Cause> causes) {
    return causes.stream().sorted().map(Cause::text).toList();
  }
}
