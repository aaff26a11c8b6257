package croft.protocol.wire;

import java.util.List;

/**
 * A pool of workers, and what waits for it.
 *
 * @param pool its name
 * @param slots of its live workers
 * @param running attempts that run there
 * @param ready jobs that are ready and need this pool
 * @param causes why they do not run yet, the most frequent first; their jobs add up to {@code
 *     ready}
 */
public record PoolView(String pool, int slots, int running, int ready, List<Cause> causes) {
  public PoolView {
    Check.present("pool", pool);
    causes = Check.list("causes", causes, Integer.MAX_VALUE);
  }

  /**
   * Why jobs wait.
   *
   * @param cause as a sentence without subject
   * @param jobs how many
   */
  public record Cause(String cause, int jobs) {
    public Cause {
      Check.present("cause", cause);
    }
  }
}
