package croft.server.dispatch;

import java.time.Duration;

/**
 * How often workers are to send heartbeats. Their answers carry what people cancel, so on a small
 * farm they are asked for often; with more workers the calls stay the same in number, until each
 * worker is asked for one in the longest interval.
 */
final class HeartbeatPace {
  /** A cancel reaches a running job within about this time. */
  static final Duration SHORTEST = Duration.ofSeconds(2);

  /** Calls that a server answers beside its work without anyone noticing. */
  private static final int PER_SECOND = 100;

  private HeartbeatPace() {}

  /**
   * The interval for each worker.
   *
   * @param sessions that are live
   * @param longest which their lease bears
   */
  static Duration interval(int sessions, Duration longest) {
    long wanted = Math.max(SHORTEST.toMillis(), 1_000L * sessions / PER_SECOND);
    return Duration.ofMillis(Math.min(wanted, longest.toMillis()));
  }
}
