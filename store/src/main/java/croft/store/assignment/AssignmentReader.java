package croft.store.assignment;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker must be told of a job beside its keys: reads only. */
public final class AssignmentReader {
  private AssignmentReader() {}

  private static final String DEFINITION =
      "select body from definition where graph = ? and definition = ?";

  /** A definition's canonical JSON; null if there is none with this number. */
  public static @Nullable String definition(Connection connection, long graph, int definition)
      throws SQLException {
    try (Statement read = new Statement(connection, DEFINITION).with(graph).with(definition);
        ResultSet row = read.query()) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private static final String PARAMETERS = "select parameters::text from graph where id = ?";

  /** A graph's parameters as a JSON object. */
  public static String parameters(Connection connection, long graph) throws SQLException {
    try (Statement read = new Statement(connection, PARAMETERS).with(graph);
        ResultSet row = read.query()) {
      return row.next() ? row.getString(1) : "{}";
    }
  }

  /** A file that one attempt made and another wants. */
  public record Output(int job, int attempt, String name, long size, String sha256) {}

  /** A file that a job of another graph made. */
  public record Remote(long graph, String key, Output output) {}

  private static final String REMOTE_OUTPUTS =
      """
      select d.graph, d.key, a.job, a.attempt, a.name, a.size, a.sha256
      from remote_need r
        join job_detail d on d.graph = r.other_graph and d.key = r.other_key
        join job j on j.graph = d.graph and j.job = d.job
        join artifact a on a.graph = j.graph and a.job = j.job and a.attempt = j.attempt
          and a.kind = 'output'
      where r.graph = ? and r.job = any (?::int[])
      order by d.graph, d.key, a.name
      """;

  /** The outputs, as they are now, of jobs of other graphs that these joins stand for. */
  public static List<Remote> remoteOutputs(Connection connection, long graph, int[] joins)
      throws SQLException {
    List<Remote> outputs = new ArrayList<>();
    try (Statement read = new Statement(connection, REMOTE_OUTPUTS).with(graph).with(joins);
        ResultSet row = read.query()) {
      while (row.next()) {
        outputs.add(
            new Remote(
                row.getLong(1),
                row.getString(2),
                new Output(
                    row.getInt(3),
                    row.getInt(4),
                    row.getString(5),
                    row.getLong(6),
                    HexFormat.of().formatHex(row.getBytes(7)))));
      }
    }
    return outputs;
  }

  // The attempt that was seen when this one was claimed: on record if its job has run again since.
  private static final String OUTPUTS =
      """
      select a.job, a.attempt, a.name, a.size, a.sha256
      from unnest(?::int[]) s (job)
        join job j on j.graph = ? and j.job = s.job
        left join attempt_input i
          on i.graph = j.graph and i.job = ? and i.attempt = ? and i.source_job = s.job
        join artifact a on a.graph = j.graph and a.job = s.job
          and a.attempt = coalesce(i.source_attempt, j.attempt) and a.kind = 'output'
      order by a.job, a.name
      """;

  /**
   * The outputs of some jobs, of the attempts that a given attempt of another job saw.
   *
   * @param sources the jobs whose outputs are wanted
   */
  public static List<Output> outputs(
      Connection connection, long graph, int job, int attempt, int[] sources) throws SQLException {
    List<Output> outputs = new ArrayList<>();
    try (Statement read =
            new Statement(connection, OUTPUTS).with(sources).with(graph).with(job).with(attempt);
        ResultSet row = read.query()) {
      while (row.next()) {
        outputs.add(
            new Output(
                row.getInt(1),
                row.getInt(2),
                row.getString(3),
                row.getLong(4),
                HexFormat.of().formatHex(row.getBytes(5))));
      }
    }
    return outputs;
  }
}
