package croft.protocol.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often a call is tried again: calls that may be repeated without harm when there was no answer
 * or the farm said 429, 502, 503 or 504; all others only when the connection was refused.
 *
 * @param attempts all of them, the first included; at least 1
 * @param pause before the second attempt; doubles each time, scattered by half so that many clients
 *     do not come back at the same moment
 * @param pauseMax what the pause does not exceed, whatever the farm asks for
 */
public record Retries(int attempts, Duration pause, Duration pauseMax) {
  /** Bridges the restart of a server: about 5 s. */
  public static final Retries DEFAULT =
      new Retries(6, Duration.ofMillis(100), Duration.ofSeconds(3));

  /** Each call is one request; for callers that repeat by themselves. */
  public static final Retries NONE = new Retries(1, Duration.ZERO, Duration.ZERO);

  public Retries {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
    }
    if (pause.isNegative() || pauseMax.compareTo(pause) < 0) {
      throw new IllegalArgumentException(
          "pause must be from 0 to pauseMax, was " + pause + " and " + pauseMax);
    }
  }

  /**
   * The pause after an attempt.
   *
   * @param attempt the one that failed, from 1
   * @param asked what the farm asked for by Retry-After; zero if it did not
   */
  Duration after(int attempt, Duration asked) {
    long doubled = pause.toMillis() << Math.min(attempt - 1, 20);
    long wanted = Math.max(doubled, asked.toMillis());
    long capped = Math.min(wanted, pauseMax.toMillis());
    return Duration.ofMillis(capped / 2 + ThreadLocalRandom.current().nextLong(capped / 2 + 1));
  }
}
