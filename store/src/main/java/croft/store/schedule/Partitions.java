package croft.store.schedule;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The partitions of the tables by graph: a month of graphs each. */
public final class Partitions {
  private Partitions() {}

  // 32 days ahead: the next month's are there before its first graph. Ids are seconds shifted by
  // 20.
  private static final String ENSURE =
      """
      select create_graph_partitions(low, low + (32 * 86400::bigint << 20))
      from (select (extract(epoch from farm_clock())::bigint - 1767225600) << 20 as low) now
      """;

  /** Makes the partitions of this month and the next. Safe to run on every server at once. */
  public static void ensure(Connection connection) throws SQLException {
    try (PreparedStatement ensure = connection.prepareStatement(ENSURE);
        ResultSet row = ensure.executeQuery()) {
      row.next();
    }
  }
}
