package croft.store.query;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a forecast of a running graph is made from. */
public final class ForecastQueries {
  private ForecastQueries() {}

  // What the same key took when the graph of this name last succeeded; else the author's estimate.
  private static final String JOBS =
      """
      with earlier as (
        select g.id from graph g join graph this on this.id = ?
        where g.project = this.project and g.name = this.name and g.id < this.id
          and g.state = 'succeeded'
        order by g.id desc limit 1),
      took as (
        select d.key, max(extract(epoch from a.ended_at - a.claimed_at) * 1000)::bigint as ms
        from earlier e
          join attempt a on a.graph = e.id and a.outcome = 'succeeded'
          join job_detail d on d.graph = a.graph and d.job = a.job
        group by d.key)
      select j.job, j.state in ('blocked', 'ready', 'held', 'running'), j.state = 'running',
        coalesce(t.ms, d.estimate_ms, -1), j.flags,
        coalesce((extract(epoch from farm_clock() - j.claimed_at) * 1000)::bigint, 0)
      from job j
        left join job_detail d on d.graph = j.graph and d.job = j.job
        left join took t on t.key = d.key
      where j.graph = ?
      """;

  /**
   * A job of a running graph.
   *
   * @param unfinished it is still to be done, or runs
   * @param expectedMs what it is expected to take; -1 if nobody knows
   * @param flags its {@link croft.core.job.JobFlags}
   * @param elapsedMs how long its newest attempt has been running, if it runs
   */
  public record Remaining(
      int job, boolean unfinished, boolean running, long expectedMs, int flags, long elapsedMs) {}

  /** The jobs and joins of a graph. */
  public static List<Remaining> jobs(Connection connection, long graph) throws SQLException {
    List<Remaining> jobs = new ArrayList<>();
    try (Statement read = new Statement(connection, JOBS).with(graph).with(graph);
        ResultSet row = read.query()) {
      while (row.next()) {
        jobs.add(
            new Remaining(
                row.getInt(1),
                row.getBoolean(2),
                row.getBoolean(3),
                row.getLong(4),
                row.getInt(5),
                row.getLong(6)));
      }
    }
    return jobs;
  }

  private static final String SLOTS =
      """
      select coalesce(sum(slots), 0) from worker_session
      where ended_at is null and expires_at > farm_clock()
      """;

  /** The slots of all live workers. */
  public static int slots(Connection connection) throws SQLException {
    try (Statement read = new Statement(connection, SLOTS);
        ResultSet row = read.query()) {
      row.next();
      return row.getInt(1);
    }
  }
}
