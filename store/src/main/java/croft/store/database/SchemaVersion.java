package croft.store.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The number of the last migration of a database's schema.
 *
 * @param number 0 when there is no schema yet
 */
public record SchemaVersion(int number) implements Comparable<SchemaVersion> {
  public static final SchemaVersion NONE = new SchemaVersion(0);

  private static final String EXISTS = "select to_regclass('flyway_schema_history') is not null";

  private static final String READ =
      """
      select coalesce(max(split_part(version, '.', 1)::int), 0)
      from flyway_schema_history
      where success and version is not null
      """;

  /** Reads it in the connection's own transaction and search path. */
  public static SchemaVersion read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(EXISTS)) {
        row.next();
        if (!row.getBoolean(1)) {
          return NONE;
        }
      }
      try (ResultSet row = statement.executeQuery(READ)) {
        row.next();
        return new SchemaVersion(row.getInt(1));
      }
    }
  }

  @Override
  public int compareTo(SchemaVersion other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return number == 0 ? "none" : String.valueOf(number);
  }
}
