package croft.store.observe;

import java.sql.Connection;
import java.sql.DriverManager;
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
