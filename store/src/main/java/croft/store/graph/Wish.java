package croft.store.graph;

import croft.core.graph.EdgeRule;
import croft.store.sql.Ints;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A job waits for all jobs that another one, or an edit, adds and a glob matches.
 *
 * @param maker the number of the job that adds; {@link #EDIT} for what people add
 * @param job the number of the job that waits
 */
public record Wish(int maker, int job, String glob, EdgeRule rule) {
  /** The maker of what people add. */
  public static final int EDIT = -1;

  private static final String READ =
      "select maker, job, glob, rule from growth where graph = ? order by maker, job, glob";

  /** Reads the wishes of a graph. */
  public static List<Wish> read(Connection connection, long graph) throws SQLException {
    List<Wish> wishes = new ArrayList<>();
    try (Statement read = new Statement(connection, READ).with(graph);
        ResultSet row = read.query()) {
      while (row.next()) {
        wishes.add(
            new Wish(
                row.getInt(1), row.getInt(2), row.getString(3), EdgeRule.ofCode(row.getInt(4))));
      }
    }
    return wishes;
  }

  private static final String INSERT =
      """
      insert into growth (graph, maker, job, glob, rule)
      select ?, * from unnest(?::int[], ?::int[], ?::text[], ?::int[])
      on conflict (graph, maker, job, glob) do update set rule = excluded.rule
      """;

  /** Stores wishes. */
  public static void insert(Connection connection, long graph, Collection<Wish> wishes)
      throws SQLException {
    if (wishes.isEmpty()) {
      return;
    }
    Ints makers = new Ints();
    Ints jobs = new Ints();
    Ints rules = new Ints();
    List<String> globs = new ArrayList<>();
    for (Wish wish : wishes) {
      makers.add(wish.maker);
      jobs.add(wish.job);
      globs.add(wish.glob);
      rules.add(wish.rule.code());
    }
    try (Statement insert =
        new Statement(connection, INSERT)
            .with(graph)
            .with(makers)
            .with(jobs)
            .withTexts(globs)
            .with(rules)) {
      insert.update();
    }
  }

  private static final String DELETE =
      "delete from growth where graph = ? and job = any (?::int[])";

  /** Forgets what jobs wished: their dependencies are written anew. */
  public static void delete(Connection connection, long graph, int[] jobs) throws SQLException {
    if (jobs.length == 0) {
      return;
    }
    try (Statement delete = new Statement(connection, DELETE).with(graph).with(jobs)) {
      delete.update();
    }
  }
}
