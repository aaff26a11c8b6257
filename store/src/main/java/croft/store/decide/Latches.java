package croft.store.decide;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Named states of a project, open or closed. One that was never set is open. */
public final class Latches {
  private Latches() {}

  /**
   * A latch that was set.
   *
   * @param reason why; null if nobody said
   * @param author who set it last
   */
  public record Latch(
      String name, boolean open, @Nullable String reason, String author, Instant changedAt) {}

  private static final String ONE =
      "select name, open, reason, author, changed_at from latch where project = ? and name = ?";

  /** A latch; null if it was never set. */
  public static @Nullable Latch read(Connection connection, int project, String name)
      throws SQLException {
    List<Latch> latches = list(new Statement(connection, ONE).with(project).with(name));
    return latches.isEmpty() ? null : latches.getFirst();
  }

  private static final String ALL =
      "select name, open, reason, author, changed_at from latch where project = ? order by name";

  /** All latches of a project that were ever set, by name. */
  public static List<Latch> all(Connection connection, int project) throws SQLException {
    return list(new Statement(connection, ALL).with(project));
  }

  private static List<Latch> list(Statement read) throws SQLException {
    List<Latch> list = new ArrayList<>();
    try (read;
        ResultSet row = read.query()) {
      while (row.next()) {
        list.add(
            new Latch(
                row.getString(1),
                row.getBoolean(2),
                row.getString(3),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class).toInstant()));
      }
    }
    return list;
  }

  // Since when: setting it to what it is keeps the time, so that a repeat changes nothing.
  private static final String SET =
      """
      insert into latch (project, name, open, reason, author, changed_at)
      values (?, ?, ?, ?, ?, farm_clock())
      on conflict (project, name) do update
      set open = excluded.open, reason = excluded.reason, author = excluded.author,
        changed_at = case when latch.open = excluded.open then latch.changed_at
          else excluded.changed_at end
      returning name, open, reason, author, changed_at
      """;

  /** Opens or closes a latch. */
  public static Latch set(
      Connection connection,
      int project,
      String name,
      boolean open,
      @Nullable String reason,
      String author)
      throws SQLException {
    return list(new Statement(connection, SET)
            .with(project)
            .with(name)
            .with(open)
            .with(reason)
            .with(author))
        .getFirst();
  }

  private static final String COUNT = "select count(*) from latch where project = ?";

  /** How many latches a project has. */
  public static int count(Connection connection, int project) throws SQLException {
    try (Statement read = new Statement(connection, COUNT).with(project);
        ResultSet row = read.query()) {
      row.next();
      return row.getInt(1);
    }
  }
}
