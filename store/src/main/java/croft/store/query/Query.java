package croft.store.query;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one statement and reads its rows. */
final class Query {
  private final Connections connections;

  Query(Connections connections) {
    this.connections = connections;
  }

  /** Sets the statement's parameters. */
  @FunctionalInterface
  interface Binding {
    void bind(Connection connection, PreparedStatement statement) throws SQLException;
  }

  /** Makes a value of the row that the result is at. */
  @FunctionalInterface
  interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  <T> List<T> list(String sql, Binding binding, Reading<T> reading) {
    try (Connection connection = connections.open();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      binding.bind(connection, statement);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> list = new ArrayList<>();
        while (rows.next()) {
          list.add(reading.read(rows));
        }
        return list;
      }
    } catch (SQLException e) {
      throw new QueryException(e);
    }
  }

  /** Reads several statements, or those of another class, on one connection. */
  @FunctionalInterface
  interface Work<T> {
    T read(Connection connection) throws SQLException;
  }

  <T> T with(Work<T> work) {
    try (Connection connection = connections.open()) {
      return work.read(connection);
    } catch (SQLException e) {
      throw new QueryException(e);
    }
  }

  <T> @Nullable T one(String sql, Binding binding, Reading<T> reading) {
    List<T> list = list(sql, binding, reading);
    return list.isEmpty() ? null : list.getFirst();
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static Instant instantThere(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Integer integer(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }

  static List<String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }

  static int[] ints(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    if (array == null) {
      return new int[0];
    }
    Integer[] boxed = (Integer[]) array.getArray();
    int[] ints = new int[boxed.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = boxed[i];
    }
    return ints;
  }

  static Array texts(Connection connection, List<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray());
  }

  static Array ints(Connection connection, List<Integer> values) throws SQLException {
    return connection.createArrayOf("int", values.toArray());
  }
}
