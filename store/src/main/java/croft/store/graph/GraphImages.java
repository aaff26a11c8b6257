package croft.store.graph;

import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.RetryPolicy;
import croft.store.sql.Ints;
import croft.store.statistic.Learnt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads graphs into memory. */
public final class GraphImages {
  /** Rows per round trip when a graph is read: bounds what the driver holds. */
  private static final int FETCH = 10_000;

  private GraphImages() {}

  private static final String READ_GRAPH =
      """
      select g.project, p.name, g.version, g.revision, g.priority, coalesce(g.template, g.name)
      from graph g join project p on p.id = g.project
      where g.id = ?
      """;

  private static final String READ_DEFINITIONS =
      """
      select retry_attempts, retry_on, backoff_ms, backoff_max_ms, requirement_class, has_outputs,
        expands
      from definition where graph = ? order by definition
      """;

  private static final String READ_FINALIZERS =
      "select job from job where graph = ? and flags & %d <> 0 order by job"
          .formatted(JobFlags.FINALIZER);

  private static final String READ_DETAILS =
      """
      select job, key, definition, priority, estimate_ms
      from job_detail where graph = ? order by job
      """;

  /**
   * Reads a graph's image; null if there is no such graph. The connection must be in a transaction
   * (auto-commit off), which should be repeatable read unless the graph's lock is held.
   */
  public static @Nullable GraphImage load(Connection connection, long graph) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(READ_GRAPH)) {
      read.setLong(1, graph);
      try (ResultSet row = read.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        return load(
            connection,
            graph,
            row.getInt(1),
            row.getString(2),
            row.getInt(3),
            row.getInt(4),
            row.getInt(5),
            row.getString(6));
      }
    }
  }

  private static GraphImage load(
      Connection connection,
      long graph,
      int project,
      String projectName,
      int version,
      int revision,
      int priority,
      String series)
      throws SQLException {
    JobGraph edges = EdgeBlocks.read(connection, graph);
    int[] definition = new int[edges.size()];
    int[] priorities = new int[edges.size()];
    int[] expectedMs = new int[edges.size()];
    Arrays.fill(definition, -1);
    Arrays.fill(expectedMs, GraphImage.UNKNOWN);
    Keys.Builder keys = new Keys.Builder(edges.size());
    Ints finalizers = new Ints();
    try (PreparedStatement read = fetching(connection, READ_DETAILS, graph);
        ResultSet row = read.executeQuery()) {
      while (row.next()) {
        int job = row.getInt(1);
        keys.add(job, row.getString(2));
        definition[job] = row.getInt(3);
        priorities[job] = row.getInt(4);
        long estimate = row.getLong(5);
        if (!row.wasNull()) {
          expectedMs[job] = (int) Math.min(estimate, Integer.MAX_VALUE);
        }
      }
    }
    try (PreparedStatement read = fetching(connection, READ_FINALIZERS, graph);
        ResultSet row = read.executeQuery()) {
      while (row.next()) {
        finalizers.add(row.getInt(1));
      }
    }
    Keys allKeys = keys.build();
    learn(connection, project, series, allKeys, definition, expectedMs);
    return new GraphImage(
        graph,
        project,
        projectName,
        version,
        revision,
        priority,
        edges,
        series,
        allKeys,
        readPolicies(connection, graph),
        definition,
        priorities,
        expectedMs,
        finalizers.toArray(),
        readPins(connection, graph));
  }

  /**
   * Puts what the jobs of the series took in the place of what their authors thought.
   *
   * @param definition -1 for joins
   */
  public static void learn(
      Connection connection,
      int project,
      String series,
      Keys keys,
      int[] definition,
      int[] expectedMs)
      throws SQLException {
    List<String> wanted = new ArrayList<>(definition.length);
    for (int job = 0; job < definition.length; job++) {
      if (definition[job] >= 0) {
        wanted.add(keys.key(job));
      }
    }
    Map<String, Learnt.Duration> known = Learnt.durations(connection, project, series, wanted);
    for (int job = 0; job < definition.length && !known.isEmpty(); job++) {
      Learnt.Duration learnt = definition[job] < 0 ? null : known.get(keys.key(job));
      if (learnt != null) {
        expectedMs[job] = learnt.p50Ms();
      }
    }
  }

  // Those of attempts that run, or are to come; later readers have the rows of those that ended.
  private static final String READ_PINS =
      """
      select p.job, p.attempt, p.revision, p.definition
      from attempt_pin p join job j on j.graph = p.graph and j.job = p.job
      where p.graph = ? and (p.attempt > j.attempt or p.attempt = j.attempt and j.state = 'running')
      """;

  private static List<GraphImage.Pin> readPins(Connection connection, long graph)
      throws SQLException {
    List<GraphImage.Pin> pins = new ArrayList<>();
    try (PreparedStatement read = fetching(connection, READ_PINS, graph);
        ResultSet row = read.executeQuery()) {
      while (row.next()) {
        pins.add(new GraphImage.Pin(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4)));
      }
    }
    return pins;
  }

  private static List<GraphImage.DefinitionPolicy> readPolicies(Connection connection, long graph)
      throws SQLException {
    List<GraphImage.DefinitionPolicy> policies = new ArrayList<>();
    try (PreparedStatement read = fetching(connection, READ_DEFINITIONS, graph);
        ResultSet row = read.executeQuery()) {
      while (row.next()) {
        Set<RetryPolicy.Cause> on = EnumSet.noneOf(RetryPolicy.Cause.class);
        for (String cause : (String[]) row.getArray(2).getArray()) {
          on.add(RetryPolicy.Cause.of(cause));
        }
        RetryPolicy retry =
            new RetryPolicy(
                row.getInt(1),
                on,
                Duration.ofMillis(row.getLong(3)),
                Duration.ofMillis(row.getLong(4)));
        policies.add(
            new GraphImage.DefinitionPolicy(
                retry, row.getInt(5), row.getBoolean(6), row.getBoolean(7)));
      }
    }
    return policies;
  }

  private static PreparedStatement fetching(Connection connection, String sql, long graph)
      throws SQLException {
    PreparedStatement read = connection.prepareStatement(sql);
    read.setFetchSize(FETCH);
    read.setLong(1, graph);
    return read;
  }
}
