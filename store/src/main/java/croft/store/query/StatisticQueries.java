package croft.store.query;

import static croft.store.query.Query.instantThere;

import croft.store.statistic.Statistic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads statistics of jobs. */
public final class StatisticQueries {
  private static final String PAGE =
      """
      select series, key, pool, ended, failed, flaky, durations, updated_at
      from job_statistic
      where project = ? and (?::text is null or series = ?)
        and (series, key, pool) > (?::text collate "C", ?::text collate "C", ?::text collate "C")
        and key ~ ?
      order by series, key, pool
      limit ?
      """;

  private final Query query;

  public StatisticQueries(Connections connections) {
    this.query = new Query(connections);
  }

  /** Where a page begins: behind this one. */
  public record Position(String series, String key, String pool) {
    public static final Position START = new Position("", "", "");
  }

  /**
   * A page of a project's statistics by series, key and pool.
   *
   * @param series null for all
   */
  public List<Statistic> page(
      int project, @Nullable String series, KeyGlob keys, Position after, int limit) {
    return query.list(
        PAGE,
        (_, statement) -> {
          statement.setInt(1, project);
          statement.setString(2, series);
          statement.setString(3, series);
          statement.setString(4, after.series());
          statement.setString(5, after.key());
          statement.setString(6, after.pool());
          statement.setString(7, keys.regex());
          statement.setInt(8, limit);
        },
        row -> {
          List<Integer> durations = new ArrayList<>();
          for (int duration : Query.ints(row, "durations")) {
            durations.add(duration);
          }
          return new Statistic(
              row.getString("series"),
              row.getString("key"),
              row.getString("pool"),
              row.getInt("ended"),
              row.getInt("failed"),
              row.getInt("flaky"),
              durations,
              instantThere(row, "updated_at"));
        });
  }
}
