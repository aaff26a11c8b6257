package croft.protocol.wire;

/**
 * How often runs of the same thing failed, and between which rates the true one lies with 95 %
 * (Wilson's score interval).
 *
 * @param runs how many succeeded or failed by themselves
 * @param failed how many of them failed
 * @param rate {@code failed} by {@code runs}; 0 without runs
 * @param low lower end of the interval; 0 without runs
 * @param high upper end of the interval; 1 without runs
 */
public record FailureRate(int runs, int failed, double rate, double low, double high) {
  public FailureRate {
    Check.range("runs", runs, 0, Integer.MAX_VALUE);
    Check.range("failed", failed, 0, runs);
  }
}
