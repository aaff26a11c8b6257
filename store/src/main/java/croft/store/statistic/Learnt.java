package croft.store.statistic;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What the jobs of a series took, as ranks and forecasts use it. */
public final class Learnt {
  /** So few keys are asked for one by one; of more, the whole series is read. */
  private static final int KEYS_MAX = 1_000;

  /** Rows per round trip: bounds what the driver holds. */
  private static final int FETCH = 10_000;

  private Learnt() {}

  /** Half of the runs took no longer than p50, nine of ten no longer than p90. */
  public record Duration(int p50Ms, int p90Ms) {}

  // A job that ran in several pools is expected to run where it ran last.
  private static final String SERIES =
      """
      select key, p50_ms, p90_ms from job_statistic
      where project = ? and series = ? and p50_ms is not null order by updated_at
      """;

  private static final String SOME =
      """
      select key, p50_ms, p90_ms from job_statistic
      where project = ? and series = ? and key = any(?::text[]) and p50_ms is not null
      order by updated_at
      """;

  /**
   * What is known of some jobs; others may be among the answers. One query. The connection should
   * be in a transaction.
   */
  public static Map<String, Duration> durations(
      Connection connection, int project, String series, Collection<String> keys)
      throws SQLException {
    Map<String, Duration> known = new HashMap<>();
    boolean few = keys.size() <= KEYS_MAX;
    try (Statement read =
        new Statement(connection, few ? SOME : SERIES).with(project).with(series)) {
      if (few) {
        read.withTexts(java.util.List.copyOf(keys));
      } else {
        read.fetching(FETCH);
      }
      try (ResultSet row = read.query()) {
        while (row.next()) {
          known.put(row.getString(1), new Duration(row.getInt(2), row.getInt(3)));
        }
      }
    }
    return known;
  }
}
