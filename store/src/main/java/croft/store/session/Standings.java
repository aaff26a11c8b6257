package croft.store.session;

import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Workers that people keep from work, by name, so that a worker that signs on anew is kept from it
 * as before. What may be given is decided by the statement that claims; see {@link
 * Sessions#awaitGiving} for when a change is sure to hold.
 */
public final class Standings {
  private Standings() {}

  /** The standing of workers without a row. */
  public static final String ACTIVE = "active";

  /** Holds for the sessions {@code s} of workers that may be given work. */
  public static final String IS_ACTIVE =
      "not exists (select from worker_standing w where w.worker = s.worker)";

  /** A worker's standing, or a change of it. */
  public record Standing(
      String worker, String standing, String reason, String author, Instant changedAt) {}

  // A repeat changes nothing, not even since when. The log keeps the newest of each worker.
  private static final String SET =
      """
      with changed as (
        insert into worker_standing as w (worker, standing, reason, author, changed_at)
        values (?, ?, ?, ?, farm_clock())
        on conflict (worker) do update
          set standing = excluded.standing, reason = excluded.reason, author = excluded.author,
            changed_at = excluded.changed_at
          where (w.standing, w.reason) is distinct from (excluded.standing, excluded.reason)
        returning worker, standing, reason, author, changed_at
      ), forgotten as (
        delete from worker_standing_change l using changed c
        where l.worker = c.worker and l.id <= (
          select o.id from worker_standing_change o where o.worker = c.worker
          order by o.id desc offset ? limit 1)
      )
      insert into worker_standing_change (worker, standing, reason, author, changed_at)
      select worker, standing, reason, author, changed_at from changed
      """;

  /**
   * Keeps a worker from work.
   *
   * @param kept how many changes of a worker are remembered
   */
  public static void set(
      Connection connection, String worker, String standing, String reason, String author, int kept)
      throws SQLException {
    try (Statement set =
        new Statement(connection, SET)
            .with(worker)
            .with(standing)
            .with(reason)
            .with(author)
            .with(kept - 1)) {
      set.update();
    }
  }

  private static final String RELEASE =
      """
      with released as (delete from worker_standing where worker = ? returning worker),
      forgotten as (
        delete from worker_standing_change l using released r
        where l.worker = r.worker and l.id <= (
          select o.id from worker_standing_change o where o.worker = r.worker
          order by o.id desc offset ? limit 1)
      )
      insert into worker_standing_change (worker, standing, reason, author, changed_at)
      select worker, 'active', ?, ?, farm_clock() from released
      """;

  /** Lets a worker have work again; nothing changes if it may. */
  public static void release(
      Connection connection, String worker, String reason, String author, int kept)
      throws SQLException {
    try (Statement release =
        new Statement(connection, RELEASE).with(worker).with(kept - 1).with(reason).with(author)) {
      release.update();
    }
  }

  private static final String COLUMNS = "select worker, standing, reason, author, changed_at from ";

  private static final String ALL = COLUMNS + "worker_standing order by worker limit ?";

  /** The workers that are kept from work, by name. */
  public static List<Standing> all(Connection connection, int limit) throws SQLException {
    return list(new Statement(connection, ALL).with(limit));
  }

  private static final String CHANGES =
      COLUMNS + "worker_standing_change where worker = ? order by id desc limit ?";

  /** The changes of a worker's standing, the newest first. */
  public static List<Standing> changes(Connection connection, String worker, int limit)
      throws SQLException {
    return list(new Statement(connection, CHANGES).with(worker).with(limit));
  }

  private static final String KNOWN =
      """
      select exists (
          select from worker_session
          where worker = ? and (ended_at is null or ended_at > farm_clock() - interval '1 hour'))
        or exists (select from worker_standing_change where worker = ?)
      """;

  /** Whether the list of workers shows such a worker, or its standing was ever set. */
  public static boolean isKnown(Connection connection, String worker) throws SQLException {
    try (Statement read = new Statement(connection, KNOWN).with(worker).with(worker);
        ResultSet row = read.query()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static final String OTHERS =
      "select count(*)::int from worker_standing where worker <> ?";

  /** How many workers are kept from work beside this one. */
  public static int others(Connection connection, String worker) throws SQLException {
    try (Statement read = new Statement(connection, OTHERS).with(worker);
        ResultSet row = read.query()) {
      row.next();
      return row.getInt(1);
    }
  }

  private static List<Standing> list(Statement read) throws SQLException {
    List<Standing> list = new ArrayList<>();
    try (read;
        ResultSet row = read.query()) {
      while (row.next()) {
        list.add(
            new Standing(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getObject(5, OffsetDateTime.class).toInstant()));
      }
    }
    return list;
  }
}
