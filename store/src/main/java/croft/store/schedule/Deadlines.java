package croft.store.schedule;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Deadlines of graphs and jobs. */
public final class Deadlines {
  private Deadlines() {}

  /**
   * A deadline that has passed.
   *
   * @param job -1 for the graph's own
   */
  public record Due(long graph, int job) {}

  private static final String DUE =
      "select graph, job from deadline where at <= farm_clock() order by at limit ?";

  /** Deadlines that have passed, the oldest first. */
  public static List<Due> due(Connection connection, int max) throws SQLException {
    List<Due> due = new ArrayList<>();
    try (Statement read = new Statement(connection, DUE).with(max);
        ResultSet row = read.query()) {
      while (row.next()) {
        due.add(new Due(row.getLong(1), row.getInt(2)));
      }
    }
    return due;
  }

  private static final String REMOVE =
      "delete from deadline where graph = ? and job = ? and at <= farm_clock()";

  /** Takes a deadline off the list; false if it is not there any more. */
  public static boolean remove(Connection connection, Due due) throws SQLException {
    try (Statement remove = new Statement(connection, REMOVE).with(due.graph()).with(due.job())) {
      return remove.update() == 1;
    }
  }
}
