package croft.store.observe;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

/** Measures a database from outside the farm, on a connection of its own. Not thread-safe. */
public final class DatabaseProbe implements AutoCloseable {
  private final Connection connection;

  /** Connects. */
  public DatabaseProbe(String url, String user, String password) throws SQLException {
    this.connection = DriverManager.getConnection(url, user, password);
  }

  /** How many bytes of write-ahead log the server has ever written. */
  public long walBytes() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** How large the database is on disk. */
  public long sizeMb() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select pg_database_size(current_database()) / 1048576")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** How many other connections there are. */
  public long connections() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select count(*) from pg_stat_activity
                where backend_type = 'client backend' and pid <> pg_backend_pid()
                """)) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * How the jobs of a graph ended.
   *
   * @param jobsSucceeded whose state says so
   * @param jobsWithOneSuccess which have exactly one attempt that succeeded
   * @param otherAttempts that did not succeed, such as those that were lost
   */
  public record Ends(long jobsSucceeded, long jobsWithOneSuccess, long otherAttempts) {}

  /** Counts how the jobs of a graph ended, by the rows of the jobs and those of their attempts. */
  public Ends ends(long graph) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select
              (select count(*) from job where graph = g.id and state = 'succeeded'),
              (select count(*) from
                (select from attempt where graph = g.id and outcome = 'succeeded'
                 group by job having count(*) = 1) one),
              (select count(*) from attempt where graph = g.id and outcome <> 'succeeded')
            from (select ?::bigint as id) g
            """)) {
      statement.setLong(1, graph);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Ends(row.getLong(1), row.getLong(2), row.getLong(3));
      }
    }
  }

  /** A server setting, such as {@code fsync}. */
  public String setting(String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  /** The median time of one durable commit of one small row, in milliseconds. */
  public double durableCommitMs(int times) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists bench_commit (at timestamptz)");
      double[] took = new double[times];
      for (int time = 0; time < times; time++) {
        long start = System.nanoTime();
        statement.executeUpdate("insert into bench_commit values (clock_timestamp())");
        took[time] = (System.nanoTime() - start) / 1e6;
      }
      statement.execute("drop table bench_commit");
      Arrays.sort(took);
      return took[times / 2];
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
