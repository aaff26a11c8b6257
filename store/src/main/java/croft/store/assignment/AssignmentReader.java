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
