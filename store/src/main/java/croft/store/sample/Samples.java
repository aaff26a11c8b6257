package croft.store.sample;

import croft.core.graph.GraphState;
import croft.core.schedule.Requirements;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What samples are made of, and which graphs are samples. */
public final class Samples {
  private Samples() {}

  /**
   * A job as its samples need it.
   *
   * @param priority the job's and its graph's, added
   * @param need what is missing to its dependencies; 0 or less: nothing
   * @param attempt its newest one; 0 if it was never claimed
   * @param isSample whether it is a sample itself
   */
  public record Source(
      int project,
      String graphName,
      GraphState state,
      String parameters,
      int priority,
      String key,
      @Nullable Duration estimate,
      int need,
      int attempt,
      String digest,
      String body,
      Requirements requirements,
      Duration timeout,
      boolean hasOutputs,
      boolean isSample) {}

  private static final String SOURCE =
      """
      select g.project, g.name, g.state::text, g.parameters::text, g.priority + d.priority, d.key,
        d.estimate_ms, j.need, j.attempt, f.digest, f.body, c.pool, c.labels, c.cpus,
        c.memory_bytes, c.gpus, f.timeout_ms, f.has_outputs,
        g.sample_of is not null
      from graph g
        join job j on j.graph = g.id and j.job = ?
        join job_detail d on d.graph = g.id and d.job = j.job
        join definition f on f.graph = g.id and f.definition = d.definition
        join requirement_class c on c.id = f.requirement_class
      where g.id = ?
      """;

  /** Reads a job; null if there is none of this number. */
  public static @Nullable Source source(Connection connection, long graph, int job)
      throws SQLException {
    try (Statement read = new Statement(connection, SOURCE).with(job).with(graph);
        ResultSet row = read.query()) {
      if (!row.next()) {
        return null;
      }
      long estimate = row.getLong(7);
      boolean estimated = !row.wasNull();
      return new Source(
          row.getInt(1),
          row.getString(2),
          GraphState.of(row.getString(3)),
          row.getString(4),
          row.getInt(5),
          row.getString(6),
          estimated ? Duration.ofMillis(estimate) : null,
          row.getInt(8),
          row.getInt(9),
          row.getString(10),
          row.getString(11),
          new Requirements(
              row.getString(12),
              List.of((String[]) row.getArray(13).getArray()),
              row.getInt(14),
              row.getLong(15),
              row.getInt(16)),
          Duration.ofMillis(row.getLong(17)),
          row.getBoolean(18),
          row.getBoolean(19));
    }
  }

  /**
   * Of which job a graph's jobs are samples.
   *
   * @param attempt the job's newest one when they were asked for; 0 if there was none
   * @param untilFailure whether one that fails is the last
   * @param digest of the definition that they run
   * @param inputs files for each of them, as JSON
   */
  public record Of(
      long graph,
      int job,
      int attempt,
      boolean untilFailure,
      @Nullable String reason,
      String digest,
      String inputs) {}

  private static final String INSERT =
      """
      insert into sample (graph, of_graph, of_job, of_attempt, until_failure, reason, digest, inputs)
      values (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String MARK = "update graph set sample_of = ? where id = ?";

  /** Notes that a graph's jobs are samples, in the transaction that stores it. */
  public static void insert(Connection connection, long graph, Of of) throws SQLException {
    try (Statement insert =
        new Statement(connection, INSERT)
            .with(graph)
            .with(of.graph)
            .with(of.job)
            .with(of.attempt)
            .with(of.untilFailure)
            .with(of.reason)
            .with(of.digest)
            .with(of.inputs)) {
      insert.update();
    }
    try (Statement mark = new Statement(connection, MARK).with(of.graph).with(graph)) {
      mark.update();
    }
  }

  /** What the worker of a sample is told: the sampled job's key, and the files. */
  public record Told(String key, String inputs) {}

  private static final String TOLD =
      """
      select coalesce(d.key, ''), s.inputs
      from sample s left join job_detail d on d.graph = s.of_graph and d.job = s.of_job
      where s.graph = ?
      """;

  /** Reads what samples are told; null if the graph's jobs are none. */
  public static @Nullable Told told(Connection connection, long graph) throws SQLException {
    try (Statement read = new Statement(connection, TOLD).with(graph);
        ResultSet row = read.query()) {
      return row.next() ? new Told(row.getString(1), row.getString(2)) : null;
    }
  }

  /** Outcomes that are not the job's doing are tried again, and count for nothing. */
  public static final Set<croft.core.job.RetryPolicy.Cause> TRIED_AGAIN =
      Set.of(
          croft.core.job.RetryPolicy.Cause.LOST, croft.core.job.RetryPolicy.Cause.WORKER_STOPPED);
}
