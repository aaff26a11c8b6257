package croft.store.observe;

import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills a database with a past: copies of a graph that is over, in every table in which it has
 * rows. For measurements of farms that are old; the copies know nothing of workers or files. Not
 * thread-safe.
 */
public final class PastGraphs implements AutoCloseable {
  /** Rows of these and of no other tables stay as long as their graph. */
  private static final List<String> TABLES =
      List.of(
          "graph",
          "graph_progress",
          "graph_source",
          "job",
          "job_detail",
          "definition",
          "edge_block",
          "attempt",
          "event");

  /** Copies in one transaction. */
  private static final int TOGETHER = 25;

  private final Connection connection;

  /** Connects. */
  public PastGraphs(String url, String user, String password) throws SQLException {
    this.connection = DriverManager.getConnection(url, user, password);
    try (Statement statement = connection.createStatement()) {
      // Whoever measures starts again if the machine fails.
      statement.execute("set synchronous_commit = off");
    }
    connection.setAutoCommit(false);
  }

  /**
   * Copies a graph, and leaves the tables as vacuum and statistics will have them some time after.
   *
   * @param graph must be over
   */
  public void copy(long graph, int times) throws SQLException {
    for (int copied = 0; copied < times; copied += TOGETHER) {
      List<Long> ids = newIds(Math.min(TOGETHER, times - copied));
      for (String table : TABLES) {
        copy(table, graph, ids);
      }
      connection.commit();
    }
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("vacuum (analyze)");
      statement.execute("checkpoint");
    }
    connection.setAutoCommit(false);
  }

  private List<Long> newIds(int count) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement("select next_graph_id() from generate_series(1, ?)")) {
      statement.setInt(1, count);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ids.add(row.getLong(1));
        }
      }
    }
    return ids;
  }

  private void copy(String table, long graph, List<Long> ids) throws SQLException {
    String id = table.equals("graph") ? "id" : "graph";
    String others = String.join(", ", columns(table, id));
    // Table and columns are the catalogue's own; what follows all commits (event.xid) has been
    // there.
    String copy =
        "insert into %s (%s, %s) select n.id, %s from %s, unnest(?::bigint[]) as n (id) where %s.%s = ?"
            .formatted(table, id, others, qualified(table, others), table, table, id);
    Array values = connection.createArrayOf("bigint", ids.toArray());
    try (PreparedStatement statement = connection.prepareStatement(copy)) {
      statement.setArray(1, values);
      statement.setLong(2, graph);
      statement.executeUpdate();
    } finally {
      values.free();
    }
  }

  private static String qualified(String table, String columns) {
    return table + "." + columns.replace(", ", ", " + table + ".");
  }

  private List<String> columns(String table, String id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select quote_ident(column_name) from information_schema.columns
            where table_schema = current_schema() and table_name = ? and column_name <> ?
            order by ordinal_position
            """)) {
      statement.setString(1, table);
      statement.setString(2, id);
      List<String> columns = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.add(row.getString(1));
        }
      }
      return columns;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
