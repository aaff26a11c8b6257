package croft.store.query;

import croft.core.job.JobState;
import croft.store.session.Standings;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a forecast of a running graph is made from. */
public final class ForecastQueries {
  /** Rows per round trip: bounds what the driver holds. */
  private static final int FETCH = 10_000;

  private ForecastQueries() {}

  // What the series knows of a key, wherever it ran last; else the author's estimate.
  private static final String JOBS =
      """
      select j.job, j.state, j.flags, j.requirement_class,
        coalesce(s.p50_ms, d.estimate_ms, -1), coalesce(s.p90_ms, d.estimate_ms, -1),
        coalesce((extract(epoch from farm_clock() - j.claimed_at) * 1000)::bigint, 0)
      from graph g
        join job j on j.graph = g.id
        left join job_detail d on d.graph = j.graph and d.job = j.job
        left join (
          select distinct on (s.key) s.key, s.p50_ms, s.p90_ms
          from graph this
            join job_statistic s on s.project = this.project
              and s.series = coalesce(this.template, this.name)
          where this.id = ? and s.p50_ms is not null
          order by s.key, s.updated_at desc) s on s.key = d.key
      where g.id = ?
      """;

  /**
   * A job or join of a graph.
   *
   * @param flags its {@link croft.core.job.JobFlags}
   * @param p50Ms what it is expected to take, in the middle; -1 if nobody knows
   * @param p90Ms what nine of ten runs do not exceed, or the author's estimate; -1 if nobody knows
   * @param elapsedMs since it was last claimed
   */
  public record ForecastJob(
      int job,
      JobState state,
      int flags,
      int requirementClass,
      long p50Ms,
      long p90Ms,
      long elapsedMs) {}

  /** The jobs and joins of a graph. The connection should be in a transaction. */
  public static List<ForecastJob> jobs(Connection connection, long graph) throws SQLException {
    List<ForecastJob> jobs = new ArrayList<>();
    try (Statement read = new Statement(connection, JOBS).with(graph).with(graph).fetching(FETCH);
        ResultSet row = read.query()) {
      while (row.next()) {
        jobs.add(
            new ForecastJob(
                row.getInt(1),
                JobState.of(row.getString(2)),
                row.getInt(3),
                row.getInt(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7)));
      }
    }
    return jobs;
  }

  /** The version of a graph's edges; -1 if there is no such graph. */
  public static int version(Connection connection, long graph) throws SQLException {
    try (Statement read =
            new Statement(connection, "select version from graph where id = ?").with(graph);
        ResultSet row = read.query()) {
      return row.next() ? row.getInt(1) : -1;
    }
  }

  private static final String SLOTS =
      """
      select pool, labels, cpus, memory_bytes, gpus, sum(slots)::int from worker_session s
      where ended_at is null and expires_at > farm_clock() and ? = %s
      group by pool, labels, cpus, memory_bytes, gpus
      order by pool, labels, cpus, memory_bytes, gpus
      """
          .formatted(Standings.IS_ACTIVE);

  /** Live workers of one kind. */
  public record Slots(WorkerQueries.Kind kind, int slots) {}

  /** The slots of all live workers that may be given work. */
  public static List<Slots> slots(Connection connection) throws SQLException {
    return slots(connection, true);
  }

  /** The slots of live workers that are kept from work. */
  public static List<Slots> withheld(Connection connection) throws SQLException {
    return slots(connection, false);
  }

  private static List<Slots> slots(Connection connection, boolean active) throws SQLException {
    List<Slots> slots = new ArrayList<>();
    try (Statement read = new Statement(connection, SLOTS).with(active);
        ResultSet row = read.query()) {
      while (row.next()) {
        slots.add(new Slots(WorkerQueries.kind(row), row.getInt(6)));
      }
    }
    return slots;
  }

  private static final String CLASSES =
      "select pool, labels, cpus, memory_bytes, gpus, id from requirement_class where id = any(?)";

  /** What jobs of requirement classes need, by the class's number. */
  public static Map<Integer, WorkerQueries.Kind> classes(Connection connection, int[] ids)
      throws SQLException {
    Map<Integer, WorkerQueries.Kind> classes = new HashMap<>();
    try (Statement read = new Statement(connection, CLASSES).with(ids);
        ResultSet row = read.query()) {
      while (row.next()) {
        classes.put(row.getInt(6), WorkerQueries.kind(row));
      }
    }
    return classes;
  }

  private static final String WAITING =
      """
      select j.requirement_class, g.paused, j.ready_at is not null and j.ready_at > farm_clock(),
        count(*)::int
      from graph g
        join graph_progress p on p.graph = g.id and p.ready > 0
        join job j on j.graph = g.id and j.state = 'ready'
      where g.state = 'running'
      group by 1, 2, 3
      """;

  /**
   * Jobs that are ready, by what they need and what keeps them.
   *
   * @param paused their graph is
   * @param delayed they wait for their next try
   */
  public record Waiting(int requirementClass, boolean paused, boolean delayed, int jobs) {}

  /** All ready jobs of the farm. */
  public static List<Waiting> waiting(Connection connection) throws SQLException {
    List<Waiting> waiting = new ArrayList<>();
    try (Statement read = new Statement(connection, WAITING);
        ResultSet row = read.query()) {
      while (row.next()) {
        waiting.add(
            new Waiting(row.getInt(1), row.getBoolean(2), row.getBoolean(3), row.getInt(4)));
      }
    }
    return waiting;
  }

  private static final String RUNNING =
      """
      select s.pool, count(*)::int
      from graph g
        join graph_progress p on p.graph = g.id and p.running > 0
        join job j on j.graph = g.id and j.state = 'running'
        join worker_session s on s.id = j.session
      where g.state = 'running'
      group by s.pool
      """;

  /** How many jobs run, by the pool of their workers. */
  public static Map<String, Integer> running(Connection connection) throws SQLException {
    Map<String, Integer> running = new HashMap<>();
    try (Statement read = new Statement(connection, RUNNING);
        ResultSet row = read.query()) {
      while (row.next()) {
        running.put(row.getString(1), row.getInt(2));
      }
    }
    return running;
  }
}
