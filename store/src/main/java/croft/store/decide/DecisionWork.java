package croft.store.decide;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what there is to do, without locks: whoever does it looks again under the graph's. */
public final class DecisionWork {
  private DecisionWork() {}

  private static final String GRAPHS =
      """
      select g.id, r.seq from graph g join graph_progress r on r.graph = g.id
      where g.state = 'running' and r.held > 0
      union
      select d.graph, r.seq from decision d join graph_progress r on r.graph = d.graph
      where d.decided_at is null
      """;

  /** Graphs that may have to be looked at, with the numbers of their newest events. */
  public static Map<Long, Long> graphs(Connection connection) throws SQLException {
    Map<Long, Long> graphs = new HashMap<>();
    try (Statement read = new Statement(connection, GRAPHS);
        ResultSet row = read.query()) {
      while (row.next()) {
        graphs.put(row.getLong(1), row.getLong(2));
      }
    }
    return graphs;
  }

  // 8 = breakpoint. Either a job is held and nobody was asked, or someone was asked about a job
  // that is not held any more, or was held anew since.
  private static final String DIFFERS =
      """
      select exists (
        select from job j
        where j.graph = ? and j.state = 'held' and j.flags & 8 <> 0
          and not exists (select from decision d
            where d.graph = j.graph and d.job = j.job and d.decided_at is null))
      or exists (
        select from decision d left join job j on j.graph = d.graph and j.job = d.job
        where d.graph = ? and d.decided_at is null
          and (j.job is null or j.state <> 'held' or j.flags & 8 = 0
            or exists (select from event e
              where e.graph = d.graph and e.seq > d.asked_seq and e.jobs @> array[d.job])))
      """;

  /** Whether a graph's open decisions are not those that its jobs want. */
  public static boolean differs(Connection connection, long graph) throws SQLException {
    try (Statement read = new Statement(connection, DIFFERS).with(graph).with(graph);
        ResultSet row = read.query()) {
      return row.next() && row.getBoolean(1);
    }
  }

  // 32 = hold. What a pause keeps back: messages, and graphs that have not started.
  private static final String DUE =
      """
      select distinct d.graph
      from decision d
      join graph g on g.id = d.graph
      join job j on j.graph = d.graph and j.job = d.job
      where d.decided_at is null and j.state = 'held' and j.flags & 32 = 0
        and (d.due_at <= farm_clock()
          or d.kind = 'notify' and not g.paused
          or d.latch is not null and not exists (select from latch l
            where l.project = d.project and l.name = d.latch and not l.open)
          or d.child is not null and exists (select from graph c
            where c.id = d.child and c.state in ('succeeded', 'failed', 'cancelled')))
      limit ?
      """;

  /** Graphs in which something is to be decided now. */
  public static Set<Long> due(Connection connection, int max) throws SQLException {
    Set<Long> due = new HashSet<>();
    try (Statement read = new Statement(connection, DUE).with(max);
        ResultSet row = read.query()) {
      while (row.next()) {
        due.add(row.getLong(1));
      }
    }
    return due;
  }

  private static final String STATE = "select state::text from graph where id = ?";

  /** The state of a graph; null if there is no such graph. */
  public static @Nullable String state(Connection connection, long graph) throws SQLException {
    try (Statement read = new Statement(connection, STATE).with(graph);
        ResultSet row = read.query()) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private static final String IS_CHILD = "select exists (select from decision where child = ?)";

  /** Whether a graph belongs to some job. */
  public static boolean isChild(Connection connection, long graph) throws SQLException {
    try (Statement read = new Statement(connection, IS_CHILD).with(graph);
        ResultSet row = read.query()) {
      return row.next() && row.getBoolean(1);
    }
  }

  /**
   * A graph that is to be started for a job.
   *
   * @param depth how many graphs the job's own graph is inside of
   */
  public record Start(
      long graph, int job, int opening, String author, String project, int projectId, int depth) {}

  private static final String STARTS =
      """
      with recursive
        wanted as (
          select d.graph, d.job, d.opening, g.author, p.name as project, p.id as project_id
          from decision d
          join graph g on g.id = d.graph and not g.paused
          join project p on p.id = d.project
          join job j on j.graph = d.graph and j.job = d.job
          where d.decided_at is null and d.kind = 'graph' and d.child is null
            and j.state = 'held' and j.flags & 32 = 0
          order by d.graph, d.job
          limit ?),
        above as (
          select distinct graph, graph as at, 0 as depth from wanted
          union
          select a.graph, d.graph, a.depth + 1
          from above a join decision d on d.child = a.at
          where a.depth < 100)
      select w.*, (select max(depth) from above a where a.graph = w.graph) as depth from wanted w
      """;

  /** Graphs that are to be started. */
  public static List<Start> starts(Connection connection, int max) throws SQLException {
    List<Start> starts = new ArrayList<>();
    try (Statement read = new Statement(connection, STARTS).with(max);
        ResultSet row = read.query()) {
      while (row.next()) {
        starts.add(
            new Start(
                row.getLong(1),
                row.getInt(2),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.getInt(6),
                row.getInt(7)));
      }
    }
    return starts;
  }

  private static final String CANCELS =
      """
      select distinct d.child from graph c join decision d on d.child = c.id
      where c.state in ('draft', 'running') and d.verdict = 'withdrawn'
        and d.child_cancelled_at is null
        and not exists (select from decision o where o.child = c.id and o.decided_at is null)
      limit ?
      """;

  /** Graphs whose job does not want them any more. */
  public static List<Long> cancels(Connection connection, int max) throws SQLException {
    List<Long> cancels = new ArrayList<>();
    try (Statement read = new Statement(connection, CANCELS).with(max);
        ResultSet row = read.query()) {
      while (row.next()) {
        cancels.add(row.getLong(1));
      }
    }
    return cancels;
  }

  /** A job whose graph runs again although the job is over. */
  public record Reopened(long graph, int job, long child) {}

  private static final String REOPENED =
      """
      select d.graph, d.job, d.child
      from graph c
      join decision d on d.child = c.id
      join job j on j.graph = d.graph and j.job = d.job
      where c.state = 'running' and d.verdict in ('succeeded', 'failed')
        and j.state in ('succeeded', 'failed')
        and not exists (select from decision n
          where n.graph = d.graph and n.job = d.job and n.opening > d.opening)
      limit ?
      """;

  /** Jobs that are to go back because their graph did. */
  public static List<Reopened> reopened(Connection connection, int max) throws SQLException {
    List<Reopened> reopened = new ArrayList<>();
    try (Statement read = new Statement(connection, REOPENED).with(max);
        ResultSet row = read.query()) {
      while (row.next()) {
        reopened.add(new Reopened(row.getLong(1), row.getInt(2), row.getLong(3)));
      }
    }
    return reopened;
  }
}
