package croft.protocol.wire;

/**
 * The attempt whose result another one took instead of running.
 *
 * @param job its number in its graph
 * @param key of that job
 */
public record ReusedFrom(long graph, int job, String key, int attempt) {
  public ReusedFrom {
    Check.range("graph", graph, 1, Check.EXACT_MAX);
    Check.range("job", job, 0, Integer.MAX_VALUE);
    Check.name("key", key);
    Check.range("attempt", attempt, 1, Integer.MAX_VALUE);
  }
}
