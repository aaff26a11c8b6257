package croft.protocol.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job along the graphs of its template.
 *
 * @param key its key in all of them
 * @param results what became of it, the newest graph first; none of graphs in which it was inactive
 */
public record SeriesView(String key, List<Result> results) {
  public SeriesView {
    Check.name("key", key);
    results = Check.list("results", results, Integer.MAX_VALUE);
  }

  /**
   * What became of a job in one graph.
   *
   * @param graph which one
   * @param attempt its newest attempt; 0 before the first
   * @param state its state
   * @param exitCode of that attempt; null if it has none
   * @param endedAt when that attempt ended; null if it has not
   * @param durationMs how long that attempt took; null if it has not ended
   * @param subject what the graph is about; null if nobody said
   */
  public record Result(
      long graph,
      int attempt,
      JobState state,
      @Nullable Integer exitCode,
      @Nullable Instant endedAt,
      @Nullable Long durationMs,
      @Nullable Subject subject) {
    public Result {
      Check.range("graph", graph, 1, Check.EXACT_MAX);
      Check.range("attempt", attempt, 0, Integer.MAX_VALUE);
      Check.present("state", state);
    }
  }
}
