package croft.worker.farm;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between repeats of a call: doubling, and scattered so that ten thousand workers do not
 * come back at the same moment. Not thread-safe.
 */
public final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration MAX = Duration.ofSeconds(3);

  private Duration next = FIRST;

  /** How long to wait now. */
  public Duration pause() {
    Duration pause =
        next.multipliedBy(ThreadLocalRandom.current().nextLong(50, 101)).dividedBy(100);
    next = next.multipliedBy(2).compareTo(MAX) < 0 ? next.multipliedBy(2) : MAX;
    return pause;
  }

  /** The call went well. */
  public void reset() {
    next = FIRST;
  }
}
