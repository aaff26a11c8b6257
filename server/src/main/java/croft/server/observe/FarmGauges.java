package croft.server.observe;

import croft.core.job.JobState;
import croft.store.query.GraphQueries;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The jobs of all running graphs by state, read when metrics are, at most every few seconds. */
public final class FarmGauges {
  private static final Duration KEPT = Duration.ofSeconds(3);

  private record Known(Map<JobState, Long> jobs, long atNanos) {}

  private final GraphQueries graphs;
  private volatile @Nullable Known known;

  public FarmGauges(GraphQueries graphs, Metrics metrics) {
    this.graphs = graphs;
    for (JobState state : JobState.values()) {
      metrics.gauge(
          "croft_jobs", "Jobs of running graphs", () -> count(state), "state", state.text());
    }
  }

  private double count(JobState state) {
    Known now = known;
    if (now == null || System.nanoTime() - now.atNanos > KEPT.toNanos()) {
      try {
        now = new Known(graphs.jobsOfRunningGraphs(), System.nanoTime());
      } catch (RuntimeException _) {
        // The database is away: NaN is how Prometheus says so.
        now = new Known(Map.of(), System.nanoTime());
      }
      known = now;
    }
    Long count = now.jobs.get(state);
    return count == null ? Double.NaN : count;
  }
}
