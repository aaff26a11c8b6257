package croft.server.view;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.plan.ListSchedule;
import croft.server.dispatch.Images;
import croft.store.database.Database;
import croft.store.graph.GraphImage;
import croft.store.query.ForecastQueries;
import croft.store.query.GraphRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a running graph will be over: its remaining jobs played through on the live workers' slots,
 * with what each key took when a graph of this name last succeeded, or its author's estimate. Says
 * nothing where nothing is known. Safe for use by many threads.
 */
public final class LearnedForecast implements GraphViews.Forecast {
  /** Larger graphs get no forecast here: playing one through takes longer than a view may. */
  public static final int JOBS_MAX = 20_000;

  private static final Duration KEPT = Duration.ofSeconds(2);
  private static final int GRAPHS_MAX = 1_000;
  private static final Logger log = LoggerFactory.getLogger(LearnedForecast.class);

  private final Database database;
  private final Images images;
  private final Cache<Long, Optional<Instant>> recent =
      Caffeine.newBuilder().maximumSize(GRAPHS_MAX).expireAfterWrite(KEPT).build();

  public LearnedForecast(Database database, Images images) {
    this.database = database;
    this.images = images;
  }

  @Override
  public Optional<Instant> expectedEndAt(GraphRow graph) {
    if (graph.state().isOver() || graph.paused() || graph.jobs() > JOBS_MAX) {
      return Optional.empty();
    }
    return recent.get(graph.graph(), this::forecast);
  }

  private Optional<Instant> forecast(long graph) {
    try {
      GraphImage image = images.get(graph);
      if (image == null) {
        return Optional.empty();
      }
      try (Connection connection = database.connection()) {
        int slots = ForecastQueries.slots(connection);
        List<ForecastQueries.Remaining> jobs = ForecastQueries.jobs(connection, graph);
        return slots == 0
            ? Optional.empty()
            : remainingMs(image.edges(), jobs, slots).map(ms -> Instant.now().plusMillis(ms));
      }
    } catch (SQLException e) {
      log.debug("no forecast for graph {}: {}", graph, e.getMessage());
      return Optional.empty();
    }
  }

  /** Finalizers come after all else. */
  private static Optional<Long> remainingMs(
      JobGraph edges, List<ForecastQueries.Remaining> jobs, int slots) {
    long known = 0;
    long knownMs = 0;
    for (ForecastQueries.Remaining job : jobs) {
      if (job.expectedMs() >= 0) {
        known++;
        knownMs += job.expectedMs();
      }
    }
    if (known == 0) {
      return Optional.empty();
    }
    long[] left = new long[edges.size()];
    boolean[] first = new boolean[edges.size()];
    boolean[] last = new boolean[edges.size()];
    boolean[] running = new boolean[edges.size()];
    for (ForecastQueries.Remaining job : jobs) {
      if (job.job() >= edges.size() || !job.unfinished()) {
        continue;
      }
      boolean join = JobFlags.has(job.flags(), JobFlags.JOIN);
      long expected = job.expectedMs() >= 0 ? job.expectedMs() : knownMs / known;
      left[job.job()] = join ? 0 : Math.max(0, expected - (job.running() ? job.elapsedMs() : 0));
      running[job.job()] = job.running();
      (JobFlags.has(job.flags(), JobFlags.FINALIZER) ? last : first)[job.job()] = true;
    }
    return Optional.of(
        ListSchedule.makespan(edges, left, first, running, slots)
            + ListSchedule.makespan(edges, left, last, running, slots));
  }
}
