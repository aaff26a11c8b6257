package croft.store.schedule;

import croft.core.schedule.Requirements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The requirement classes. */
public final class ClassTable {
  private ClassTable() {}

  private static final String READ =
      "select id, pool, labels, cpus, memory_bytes, gpus from requirement_class";

  /** All of them, by number: there are few. */
  public static Map<Integer, Requirements> read(Connection connection) throws SQLException {
    Map<Integer, Requirements> classes = new HashMap<>();
    try (PreparedStatement read = connection.prepareStatement(READ);
        ResultSet row = read.executeQuery()) {
      while (row.next()) {
        classes.put(
            row.getInt(1),
            new Requirements(
                row.getString(2),
                List.of((String[]) row.getArray(3).getArray()),
                row.getInt(4),
                row.getLong(5),
                row.getInt(6)));
      }
    }
    return classes;
  }
}
