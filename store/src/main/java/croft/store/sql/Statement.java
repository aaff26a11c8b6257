package croft.store.sql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A prepared statement whose parameters are given in order, arrays of primitives included. What it
 * prepares on a connection stays prepared there (pgjdbc caches by text), so making one is cheap.
 */
public final class Statement implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement prepared;
  private int next = 1;

  public Statement(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    this.prepared = connection.prepareStatement(sql);
  }

  /** Rows per round trip, in a transaction. */
  public Statement fetching(int rows) throws SQLException {
    prepared.setFetchSize(rows);
    return this;
  }

  public Statement with(long value) throws SQLException {
    prepared.setLong(next++, value);
    return this;
  }

  public Statement with(int value) throws SQLException {
    prepared.setInt(next++, value);
    return this;
  }

  public Statement with(boolean value) throws SQLException {
    prepared.setBoolean(next++, value);
    return this;
  }

  public Statement with(@Nullable String value) throws SQLException {
    prepared.setString(next++, value);
    return this;
  }

  public Statement with(byte[] value) throws SQLException {
    prepared.setBytes(next++, value);
    return this;
  }

  public Statement with(@Nullable Long value) throws SQLException {
    prepared.setObject(next++, value, java.sql.Types.BIGINT);
    return this;
  }

  public Statement with(long[] values) throws SQLException {
    return array("int8", values);
  }

  public Statement with(int[] values) throws SQLException {
    return array("int4", values);
  }

  public Statement with(boolean[] values) throws SQLException {
    return array("bool", values);
  }

  public Statement with(Longs values) throws SQLException {
    return with(values.toArray());
  }

  public Statement with(Ints values) throws SQLException {
    return with(values.toArray());
  }

  public Statement with(UUID[] values) throws SQLException {
    return boxed("uuid", values);
  }

  /** A text array; the statement casts it to what it is: {@code ?::text[]::job_state[]}. */
  public Statement withTexts(List<? extends @Nullable String> values) throws SQLException {
    return boxed("text", values.toArray());
  }

  private Statement array(String type, Object primitives) throws SQLException {
    // The interface's createArrayOf takes boxed values only; the driver's own takes primitives.
    Array array = connection.unwrap(PGConnection.class).createArrayOf(type, primitives);
    prepared.setArray(next++, array);
    return this;
  }

  private Statement boxed(String type, @Nullable Object[] values) throws SQLException {
    prepared.setArray(next++, connection.createArrayOf(type, values));
    return this;
  }

  public ResultSet query() throws SQLException {
    return prepared.executeQuery();
  }

  /** How many rows were changed. */
  public int update() throws SQLException {
    return prepared.executeUpdate();
  }

  /**
   * For a text of several statements: sends all in one round trip and returns the results of those
   * that have rows, in their order. Each sees what was committed, and what the ones before it did,
   * when it is its turn. All are closed with this statement.
   */
  public List<ResultSet> queryAll() throws SQLException {
    List<ResultSet> results = new ArrayList<>();
    boolean rows = prepared.execute();
    while (rows || prepared.getUpdateCount() != -1) {
      if (rows) {
        results.add(prepared.getResultSet());
      }
      rows = prepared.getMoreResults(PreparedStatement.KEEP_CURRENT_RESULT);
    }
    return results;
  }

  /** For a text of several statements: runs all; the result of the last is returned. */
  public ResultSet queryLast() throws SQLException {
    List<ResultSet> results = queryAll();
    if (results.isEmpty()) {
      throw new SQLException("no statement returned rows");
    }
    return results.getLast();
  }

  @Override
  public void close() throws SQLException {
    prepared.close();
  }
}
