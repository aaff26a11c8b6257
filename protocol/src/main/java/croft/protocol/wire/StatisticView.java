package croft.protocol.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the attempts of a job ended along its series, in one pool. Attempts that the farm ended
 * (lost, cancelled, stopped with their worker) are not counted.
 *
 * @param series name of the template, or of the graphs
 * @param key the job's
 * @param pool where it ran
 * @param ended attempts that succeeded or failed
 * @param failed those that failed or ran out of time
 * @param failureRate of those that ended, from 0 to 1
 * @param flaky attempts that succeeded where the one before, of the same definition in the same
 *     graph, had failed
 * @param p50Ms half of the newest successes took no longer; null before the first
 * @param p90Ms nine of ten took no longer; null before the first
 * @param durationsMs what the newest successes took, the newest first; 30 at most
 * @param updatedAt when it was last counted
 */
public record StatisticView(
    String series,
    String key,
    String pool,
    int ended,
    int failed,
    double failureRate,
    int flaky,
    @Nullable Long p50Ms,
    @Nullable Long p90Ms,
    List<Integer> durationsMs,
    Instant updatedAt) {
  public StatisticView {
    Check.present("series", series);
    Check.name("key", key);
    Check.present("pool", pool);
    Check.range("ended", ended, 0, Integer.MAX_VALUE);
    Check.range("failed", failed, 0, ended);
    Check.range("flaky", flaky, 0, ended);
    durationsMs = Check.list("durationsMs", durationsMs, Integer.MAX_VALUE);
    Check.present("updatedAt", updatedAt);
  }
}
