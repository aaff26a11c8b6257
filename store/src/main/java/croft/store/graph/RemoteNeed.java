package croft.store.graph;

import croft.core.graph.EdgeRule;
import croft.core.graph.EdgeValue;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.store.sql.Ints;
import croft.store.sql.Longs;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A dependency on a job of another graph.
 *
 * @param job number of the join that stands for it
 * @param graph the other one
 * @param key of the job in it
 * @param rule what is asked of it
 */
public record RemoteNeed(int job, long graph, String key, EdgeRule rule) {
  private static final String INSERT =
      """
      insert into remote_need (graph, job, other_graph, other_key, rule)
      select ?, * from unnest(?::int[], ?::bigint[], ?::text[], ?::int[])
      """;

  /** Stores dependencies of a graph. */
  public static void insert(Connection connection, long graph, Collection<RemoteNeed> needs)
      throws SQLException {
    if (needs.isEmpty()) {
      return;
    }
    Ints jobs = new Ints();
    Longs graphs = new Longs();
    Ints rules = new Ints();
    List<String> keys = new ArrayList<>();
    for (RemoteNeed need : needs) {
      jobs.add(need.job);
      graphs.add(need.graph);
      rules.add(need.rule.code());
      keys.add(need.key);
    }
    try (Statement insert =
        new Statement(connection, INSERT)
            .with(graph)
            .with(jobs)
            .with(graphs)
            .withTexts(keys)
            .with(rules)) {
      insert.update();
    }
  }

  private static final String READ =
      "select job, other_graph, other_key, rule from remote_need where graph = ? order by job";

  /** The dependencies of a graph, by the numbers of their joins. */
  public static Map<Integer, RemoteNeed> read(Connection connection, long graph)
      throws SQLException {
    Map<Integer, RemoteNeed> needs = new HashMap<>();
    try (Statement read = new Statement(connection, READ).with(graph);
        ResultSet row = read.query()) {
      while (row.next()) {
        needs.put(
            row.getInt(1),
            new RemoteNeed(
                row.getInt(1), row.getLong(2), row.getString(3), EdgeRule.ofCode(row.getInt(4))));
      }
    }
    return needs;
  }

  private static final String MISSING =
      """
      select w.i
      from unnest(?::bigint[], ?::text[]) with ordinality w (graph, key, i)
      where not exists (
        select from graph g join job_detail d on d.graph = g.id
        where g.id = w.graph and g.project = ? and d.key = w.key)
      order by w.i
      """;

  /** Which of these jobs of other graphs a project does not have, by their places in the lists. */
  public static List<Integer> missing(
      Connection connection, int project, long[] graphs, List<String> keys) throws SQLException {
    List<Integer> missing = new ArrayList<>();
    try (Statement read =
            new Statement(connection, MISSING).with(graphs).withTexts(keys).with(project);
        ResultSet row = read.query()) {
      while (row.next()) {
        missing.add(row.getInt(1) - 1);
      }
    }
    return missing;
  }

  /**
   * A join of another graph that stands for a job of this one.
   *
   * @param join its number in the graph that waits
   * @param job the number of the job that it stands for
   */
  public record Waiter(long graph, int join, int job) {}

  private static final String WAITERS =
      """
      select r.graph, r.job, d.job
      from remote_need r join job_detail d on d.graph = r.other_graph and d.key = r.other_key
      where r.other_graph = ?
      """;

  /** All that wait for jobs of a graph from other graphs. */
  public static List<Waiter> waiters(Connection connection, long graph) throws SQLException {
    List<Waiter> waiters = new ArrayList<>();
    try (Statement read = new Statement(connection, WAITERS).with(graph);
        ResultSet row = read.query()) {
      while (row.next()) {
        waiters.add(new Waiter(row.getLong(1), row.getInt(2), row.getInt(3)));
      }
    }
    return waiters;
  }

  private static final String LOCK = "select pg_advisory_xact_lock(-2)";

  /**
   * Has edits that could make graphs wait for each other come one after the other, to the end of
   * the transaction: each sees what the one before has done. Taken after the graph's own lock.
   */
  public static void lock(Connection connection) throws SQLException {
    try (Statement lock = new Statement(connection, LOCK);
        ResultSet row = lock.query()) {
      row.next();
    }
  }

  private static final String NUMBER = "select job from job_detail where graph = ? and key = ?";

  /** The number of the job that is waited for; -1 if it is not there. */
  public int otherJob(Connection connection) throws SQLException {
    try (Statement read = new Statement(connection, NUMBER).with(graph).with(key);
        ResultSet row = read.query()) {
      return row.next() ? row.getInt(1) : -1;
    }
  }

  /**
   * A graph that waits for another one.
   *
   * @param version of the graph that waits
   * @param seq of the other one's newest event; -1 if it is gone
   */
  public record Watch(long graph, long other, int version, long seq) {}

  private static final String WATCHES =
      """
      select r.graph, r.other_graph, g.version, coalesce(p.seq, -1)
      from (select distinct graph, other_graph from remote_need) r
        join graph g on g.id = r.graph and g.state <> 'draft'
        left join graph_progress p on p.graph = r.other_graph
      """;

  /** All graphs that wait for others; drafts do not yet. */
  public static List<Watch> watches(Connection connection) throws SQLException {
    List<Watch> watches = new ArrayList<>();
    try (Statement read = new Statement(connection, WATCHES);
        ResultSet row = read.query()) {
      while (row.next()) {
        watches.add(new Watch(row.getLong(1), row.getLong(2), row.getInt(3), row.getLong(4)));
      }
    }
    return watches;
  }

  private static final String VALUES =
      """
      select r.job, r.rule, j.state::text, coalesce(j.flags, 0)
      from remote_need r
        left join job_detail d on d.graph = r.other_graph and d.key = r.other_key
        left join job j on j.graph = d.graph and j.job = d.job
      where r.graph = ?
      order by r.job
      """;

  /** What each dependency of a graph is worth now; a job that is gone satisfies nothing. */
  public static Map<Integer, EdgeValue> values(Connection connection, long graph)
      throws SQLException {
    Map<Integer, EdgeValue> values = new HashMap<>();
    try (Statement read = new Statement(connection, VALUES).with(graph);
        ResultSet row = read.query()) {
      while (row.next()) {
        String state = row.getString(3);
        values.put(
            row.getInt(1),
            state == null
                ? EdgeValue.BROKEN
                : EdgeRule.ofCode(row.getInt(2))
                    .value(JobFlags.effective(JobState.of(state), row.getInt(4))));
      }
    }
    return values;
  }
}
