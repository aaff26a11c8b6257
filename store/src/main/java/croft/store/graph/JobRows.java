package croft.store.graph;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a graph's jobs beside their state and edges, by number; joins and removed jobs
 * have none. Not safe for use by several threads.
 */
public final class JobRows {
  private static final int FETCH = 10_000;

  private static final String READ =
      """
      select job, key, definition, priority, revision, estimate_ms, face, tags, description, barrier,
        maker, deadline_ms
      from job_detail where graph = ? order by job
      """;

  /**
   * A job's row.
   *
   * @param revision which revision of the graph changed it last
   * @param estimateMs null when nobody said
   * @param deadlineMs how long it may wait; null for ever
   * @param face JSON; null when made from its key
   * @param barrier null, or the globs that it is a barrier for, as a JSON list
   * @param maker the number of the job whose file has it; null for none
   */
  public record Row(
      int job,
      String key,
      int definition,
      int priority,
      int revision,
      @Nullable Long estimateMs,
      @Nullable Long deadlineMs,
      @Nullable String face,
      String @Nullable [] tags,
      @Nullable String description,
      @Nullable String barrier,
      @Nullable Integer maker) {}

  private final Map<Integer, Row> byNumber;
  private final Map<String, Integer> numbers;

  private final Set<Integer> expanding;

  private JobRows(
      Map<Integer, Row> byNumber, Map<String, Integer> numbers, Set<Integer> expanding) {
    this.byNumber = byNumber;
    this.numbers = numbers;
    this.expanding = expanding;
  }

  private static final String EXPANDING =
      "select definition from definition where graph = ? and expands";

  private static Set<Integer> expanding(Connection connection, long graph) throws SQLException {
    Set<Integer> definitions = new HashSet<>();
    try (PreparedStatement read = connection.prepareStatement(EXPANDING)) {
      read.setLong(1, graph);
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          definitions.add(row.getInt(1));
        }
      }
    }
    return definitions;
  }

  /** Whether a job adds jobs to the graph when it succeeds. */
  public boolean expands(Row row) {
    return expanding.contains(row.definition());
  }

  /** Reads the rows of a graph whose lock the caller's transaction has. */
  public static JobRows read(Connection connection, long graph) throws SQLException {
    Map<Integer, Row> rows = new HashMap<>();
    Map<String, Integer> numbers = new HashMap<>();
    try (PreparedStatement read = connection.prepareStatement(READ)) {
      read.setFetchSize(FETCH);
      read.setLong(1, graph);
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          long estimate = row.getLong(6);
          boolean estimated = !row.wasNull();
          int maker = row.getInt(11);
          boolean made = !row.wasNull();
          long deadline = row.getLong(12);
          boolean limited = !row.wasNull();
          java.sql.Array tags = row.getArray(8);
          Row found =
              new Row(
                  row.getInt(1),
                  row.getString(2),
                  row.getInt(3),
                  row.getInt(4),
                  row.getInt(5),
                  estimated ? estimate : null,
                  limited ? deadline : null,
                  row.getString(7),
                  tags == null ? null : (String[]) tags.getArray(),
                  row.getString(9),
                  row.getString(10),
                  made ? maker : null);
          rows.put(found.job(), found);
          numbers.put(found.key(), found.job());
        }
      }
    }
    return new JobRows(rows, numbers, expanding(connection, graph));
  }

  /** The row of a job; null if there is none. */
  public @Nullable Row row(int job) {
    return byNumber.get(job);
  }

  /** The number of the job with a key; null if there is none. */
  public @Nullable Integer number(String key) {
    return numbers.get(key);
  }

  /** All rows, by number. */
  public Map<Integer, Row> all() {
    return byNumber;
  }

  private static final String DEFINITIONS =
      """
      select definition, digest, body from definition
      where graph = ? and definition = any (?::int[])
      """;

  /** The canonical JSON of definitions, by their numbers. */
  public static Map<Integer, String> bodies(Connection connection, long graph, int[] definitions)
      throws SQLException {
    Map<Integer, String> bodies = new HashMap<>();
    try (croft.store.sql.Statement read =
            new croft.store.sql.Statement(connection, DEFINITIONS).with(graph).with(definitions);
        ResultSet row = read.query()) {
      while (row.next()) {
        bodies.put(row.getInt(1), row.getString(3));
      }
    }
    return bodies;
  }

  private static final String NUMBERS =
      "select definition, digest from definition where graph = ? order by definition";

  /** The numbers of a graph's definitions by their digests. */
  public static Map<String, Integer> definitions(Connection connection, long graph)
      throws SQLException {
    Map<String, Integer> known = new HashMap<>();
    try (PreparedStatement read = connection.prepareStatement(NUMBERS)) {
      read.setFetchSize(FETCH);
      read.setLong(1, graph);
      try (ResultSet row = read.executeQuery()) {
        while (row.next()) {
          known.put(row.getString(2), row.getInt(1));
        }
      }
    }
    return known;
  }
}
