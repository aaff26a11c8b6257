package croft.store.query;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the revisions of graphs. */
public final class RevisionQueries {
  private final Connections connections;

  RevisionQueries(Connections connections) {
    this.connections = connections;
  }

  /** The revisions of a graph after the first, newest first, below a number. */
  public List<RevisionRow> page(long graph, int below, int limit) {
    try (Connection connection = connections.open()) {
      return page(connection, graph, below, limit);
    } catch (SQLException e) {
      throw new QueryException(e);
    }
  }

  /** A graph's present revision, and its parameters as a JSON object. */
  public record Head(int revision, String parameters) {}

  /** Reads a graph's head; the graph must exist. */
  public static Head head(Connection connection, long graph) throws SQLException {
    try (Statement read =
            new Statement(connection, "select revision, parameters from graph where id = ?")
                .with(graph);
        ResultSet row = read.query()) {
      row.next();
      return new Head(row.getInt(1), row.getString(2));
    }
  }

  /** The requirement class of each definition of a graph. */
  public static Map<Integer, Integer> classes(Connection connection, long graph)
      throws SQLException {
    Map<Integer, Integer> classes = new HashMap<>();
    try (Statement read =
            new Statement(
                    connection,
                    "select definition, requirement_class from definition where graph = ?")
                .with(graph);
        ResultSet row = read.query()) {
      while (row.next()) {
        classes.put(row.getInt(1), row.getInt(2));
      }
    }
    return classes;
  }

  /**
   * How a revision is undone.
   *
   * @param operations a JSON list; null if there is no way back
   * @param irreversible why; null if there is one
   */
  public record Inverse(@Nullable String operations, @Nullable String irreversible) {}

  /** Reads how a revision is undone; null if there is no such revision, or it is the first. */
  public static @Nullable Inverse inverse(Connection connection, long graph, int revision)
      throws SQLException {
    try (Statement read =
            new Statement(
                    connection,
                    "select inverse, irreversible from graph_revision where graph = ? and revision = ?")
                .with(graph)
                .with(revision);
        ResultSet row = read.query()) {
      return row.next() ? new Inverse(row.getString(1), row.getString(2)) : null;
    }
  }

  /** A revision as it is kept; operations and difference are JSON. */
  public record RevisionRow(
      int revision,
      Instant at,
      String author,
      @Nullable String reason,
      @Nullable String irreversible,
      String operations,
      String difference) {}

  /** The revisions of a graph after the first, newest first, below a number. */
  public static List<RevisionRow> page(Connection connection, long graph, int below, int limit)
      throws SQLException {
    List<RevisionRow> rows = new ArrayList<>();
    try (Statement read =
            new Statement(
                    connection,
                    """
                    select revision, at, author, reason, irreversible, operations, difference
                    from graph_revision where graph = ? and revision < ?
                    order by revision desc limit ?
                    """)
                .with(graph)
                .with(below)
                .with(limit);
        ResultSet row = read.query()) {
      while (row.next()) {
        rows.add(
            new RevisionRow(
                row.getInt(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7)));
      }
    }
    return rows;
  }

  /**
   * What jobs were in a revision that are others now: JSON as in a graph file by key; null for
   * those that were not there.
   */
  public static Map<String, @Nullable String> before(
      Connection connection, long graph, int revision) throws SQLException {
    Map<String, @Nullable String> jobs = new HashMap<>();
    try (Statement read =
            new Statement(
                    connection,
                    """
                    select distinct on (key) key, job from job_history
                    where graph = ? and until_revision >= ? order by key, until_revision
                    """)
                .with(graph)
                .with(revision);
        ResultSet row = read.query()) {
      while (row.next()) {
        jobs.put(row.getString(1), row.getString(2));
      }
    }
    return jobs;
  }
}
