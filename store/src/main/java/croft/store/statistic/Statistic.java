package croft.store.statistic;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the attempts of a job ended along its series, in one pool. Attempts that the farm ended
 * (lost, cancelled, stopped with their worker) say nothing about the job and are not counted.
 *
 * @param series name of the template, or of the graphs
 * @param ended attempts that succeeded or failed
 * @param failed those that failed or ran out of time
 * @param flaky those that succeeded where the one before, of the same definition in the same graph,
 *     had failed
 * @param durationsMs what the last that succeeded took, the newest first
 */
public record Statistic(
    String series,
    String key,
    String pool,
    int ended,
    int failed,
    int flaky,
    List<Integer> durationsMs,
    Instant updatedAt) {
  /** Enough for a 90th percentile; older ones tell of another program. */
  public static final int DURATIONS_MAX = 30;

  public Statistic {
    durationsMs = List.copyOf(durationsMs);
  }

  /**
   * The smallest duration that at least so many of a hundred are not above; -1 if there is none.
   *
   * @param percent from 1 to 100
   */
  public static int percentile(int[] durations, int percent) {
    if (durations.length == 0) {
      return -1;
    }
    int[] sorted = durations.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
  }

  /** As {@link #percentile(int[], int)}, of its own durations. */
  public int percentile(int percent) {
    return percentile(durationsMs.stream().mapToInt(Integer::intValue).toArray(), percent);
  }

  /** The newest durations of both, {@link #DURATIONS_MAX} at most. */
  static int[] newest(int[] newer, int[] older) {
    return IntStream.concat(IntStream.of(newer), IntStream.of(older))
        .limit(DURATIONS_MAX)
        .toArray();
  }
}
