package croft.store.decide;

import croft.store.sql.Ints;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes decisions, and reads those of one graph. All under the graph's exclusive lock. */
public final class DecisionTable {
  private DecisionTable() {}

  private static final String CLOCK = "select farm_clock()";

  /** The database's clock. */
  public static Instant now(Connection connection) throws SQLException {
    try (Statement read = new Statement(connection, CLOCK);
        ResultSet row = read.query()) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  private static final String OPEN =
      "select " + DecisionRow.COLUMNS + " from decision d where graph = ? and decided_at is null";

  /** What a graph's jobs wait for. */
  public static List<DecisionRow> open(Connection connection, long graph) throws SQLException {
    return list(new Statement(connection, OPEN).with(graph));
  }

  private static final String LATEST =
      "select distinct on (job) "
          + DecisionRow.COLUMNS
          + " from decision d where graph = ? and job = any(?) order by job, opening desc";

  /** The newest decision of each of these jobs that has one. */
  public static Map<Integer, DecisionRow> latest(Connection connection, long graph, Ints jobs)
      throws SQLException {
    Map<Integer, DecisionRow> latest = new HashMap<>();
    for (DecisionRow row : list(new Statement(connection, LATEST).with(graph).with(jobs))) {
      latest.put(row.job(), row);
    }
    return latest;
  }

  private static final String BY_TOKEN =
      "select " + DecisionRow.COLUMNS + " from decision d where token_digest = ?";

  /** The decision that a token is for; null if there is none. */
  public static @Nullable DecisionRow byToken(Connection connection, byte[] digest)
      throws SQLException {
    List<DecisionRow> rows = list(new Statement(connection, BY_TOKEN).with(digest));
    return rows.isEmpty() ? null : rows.getFirst();
  }

  private static List<DecisionRow> list(Statement read) throws SQLException {
    List<DecisionRow> list = new ArrayList<>();
    try (read;
        ResultSet row = read.query()) {
      while (row.next()) {
        list.add(DecisionRow.read(row));
      }
    }
    return list;
  }

  /** What the farm must know of a graph to ask. */
  public record GraphFacts(int project, String author, int revision, Instant createdAt) {}

  private static final String FACTS =
      "select project, author, revision, created_at from graph where id = ?";

  /** Reads what is known of a graph that exists. */
  public static GraphFacts facts(Connection connection, long graph) throws SQLException {
    try (Statement read = new Statement(connection, FACTS).with(graph);
        ResultSet row = read.query()) {
      row.next();
      return new GraphFacts(
          row.getInt(1),
          row.getString(2),
          row.getInt(3),
          row.getObject(4, OffsetDateTime.class).toInstant());
    }
  }

  /** When a job came into its state. */
  public record Move(long seq, Instant at) {}

  // One look at the events, however many jobs are asked for.
  private static final String MOVES =
      """
      select distinct on (m.job) m.job, e.seq, e.at
      from event e cross join unnest(e.jobs) m (job)
      where e.graph = ? and e.seq > ? and m.job = any(?)
      order by m.job, e.seq desc
      """;

  /**
   * The newest event that names each job; jobs that none names are left out.
   *
   * @param after events up to this number are not looked at
   */
  public static Map<Integer, Move> moves(Connection connection, long graph, long after, Ints jobs)
      throws SQLException {
    Map<Integer, Move> moves = new HashMap<>();
    try (Statement read = new Statement(connection, MOVES).with(graph).with(after).with(jobs);
        ResultSet row = read.query()) {
      while (row.next()) {
        moves.put(
            row.getInt(1),
            new Move(row.getLong(2), row.getObject(3, OffsetDateTime.class).toInstant()));
      }
    }
    return moves;
  }

  /** A job's key, and what it does. */
  public record Body(String key, String digest, String body) {}

  private static final String BODIES =
      """
      select d.job, d.key, f.digest, f.body
      from job_detail d join definition f using (graph, definition)
      where d.graph = ? and d.job = any(?)
      """;

  /** What these jobs do. */
  public static Map<Integer, Body> bodies(Connection connection, long graph, Ints jobs)
      throws SQLException {
    Map<Integer, Body> bodies = new HashMap<>();
    try (Statement read = new Statement(connection, BODIES).with(graph).with(jobs);
        ResultSet row = read.query()) {
      while (row.next()) {
        bodies.put(row.getInt(1), new Body(row.getString(2), row.getString(3), row.getString(4)));
      }
    }
    return bodies;
  }

  private static final String DIGESTS =
      """
      select d.job, f.digest from job_detail d join definition f using (graph, definition)
      where d.graph = ?
      """;

  /**
   * The digest of what each job does, by its number.
   *
   * @param size jobs and joins of the graph; a join's place is null
   */
  public static @Nullable String[] digests(Connection connection, long graph, int size)
      throws SQLException {
    @Nullable String[] digests = new String[size];
    Map<String, String> shared = new HashMap<>();
    try (Statement read = new Statement(connection, DIGESTS).with(graph);
        ResultSet row = read.query()) {
      while (row.next()) {
        int job = row.getInt(1);
        if (job < size) {
          digests[job] = shared.computeIfAbsent(row.getString(2), digest -> digest);
        }
      }
    }
    return digests;
  }

  private static final String KEYS =
      "select job, key from job_detail where graph = ? and job = any(?)";

  /** The keys of jobs. */
  public static Map<Integer, String> keys(Connection connection, long graph, Ints jobs)
      throws SQLException {
    Map<Integer, String> keys = new HashMap<>();
    try (Statement read = new Statement(connection, KEYS).with(graph).with(jobs);
        ResultSet row = read.query()) {
      while (row.next()) {
        keys.put(row.getInt(1), row.getString(2));
      }
    }
    return keys;
  }

  private static final String INSERT =
      """
      insert into decision (graph, job, opening, project, kind, asked_at, asked_seq, due_at,
        on_timeout, approvers, not_author, latch, message, digest, covers, seen, revision, child)
      values (?, ?, ?, ?, ?, ?::timestamptz, ?, ?::timestamptz, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?)
      """;

  /** Begins to wait. The row is not decided. */
  public static void insert(Connection connection, DecisionRow row) throws SQLException {
    try (Statement insert =
        new Statement(connection, INSERT)
            .with(row.graph())
            .with(row.job())
            .with(row.opening())
            .with(row.project())
            .with(row.kind())
            .with(text(row.askedAt()))
            .with(row.askedSeq())
            .with(text(row.dueAt()))
            .with(row.onTimeout())
            .withTexts(row.approvers())
            .with(row.notAuthor())
            .with(row.latch())
            .with(row.message())
            .with(row.digest())
            .with(row.covers())
            .with(row.seenJson())
            .with(row.revision())
            .with(row.child())) {
      insert.update();
    }
  }

  private static final String UPDATE =
      """
      update decision
      set due_at = ?::timestamptz, on_timeout = ?, approvers = ?, not_author = ?, latch = ?,
        message = ?, digest = ?, covers = ?, seen = ?::json, revision = ?
      where graph = ? and job = ? and opening = ? and decided_at is null
      """;

  /** Takes over what an edit made of an open decision. */
  public static void update(Connection connection, DecisionRow row) throws SQLException {
    try (Statement update =
        new Statement(connection, UPDATE)
            .with(text(row.dueAt()))
            .with(row.onTimeout())
            .withTexts(row.approvers())
            .with(row.notAuthor())
            .with(row.latch())
            .with(row.message())
            .with(row.digest())
            .with(row.covers())
            .with(row.seenJson())
            .with(row.revision())
            .with(row.graph())
            .with(row.job())
            .with(row.opening())) {
      update.update();
    }
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private static final String DECIDE =
      """
      update decision
      set decided_at = farm_clock(), verdict = ?, author = ?, comment = ?
      where graph = ? and job = ? and opening = ? and decided_at is null
      """;

  /** Ends an open decision. */
  public static void decide(
      Connection connection,
      DecisionRow row,
      String verdict,
      String author,
      @Nullable String comment)
      throws SQLException {
    try (Statement decide =
        new Statement(connection, DECIDE)
            .with(verdict)
            .with(author)
            .with(comment)
            .with(row.graph())
            .with(row.job())
            .with(row.opening())) {
      decide.update();
    }
  }

  private static final String COVER =
      "update decision set covers = ? where graph = ? and job = ? and opening = ?";

  /** Lets a decision hold for what has grown behind it. */
  public static void cover(Connection connection, DecisionRow row, String covers)
      throws SQLException {
    try (Statement cover =
        new Statement(connection, COVER)
            .with(covers)
            .with(row.graph())
            .with(row.job())
            .with(row.opening())) {
      cover.update();
    }
  }

  private static final String TOKEN =
      """
      update decision set token_digest = ?, token_author = ?
      where graph = ? and job = ? and opening = ? and decided_at is null
      """;

  /** Gives an open decision a token, instead of the one that it may have had. */
  public static void token(Connection connection, DecisionRow row, byte[] digest, String author)
      throws SQLException {
    try (Statement token =
        new Statement(connection, TOKEN)
            .with(digest)
            .with(author)
            .with(row.graph())
            .with(row.job())
            .with(row.opening())) {
      token.update();
    }
  }

  private static final String CHILD =
      """
      update decision set child = ?
      where graph = ? and job = ? and opening = ? and decided_at is null and child is null
      """;

  /** Notes the graph that a job started; false if the job does not wait for it any more. */
  public static boolean child(Connection connection, long graph, int job, int opening, long child)
      throws SQLException {
    try (Statement update =
        new Statement(connection, CHILD).with(child).with(graph).with(job).with(opening)) {
      return update.update() == 1;
    }
  }

  private static final String CHILD_CANCELLED =
      "update decision set child_cancelled_at = farm_clock() where child = ?";

  /** Notes that a graph was cancelled with the job that it was for. */
  public static void childCancelled(Connection connection, long child) throws SQLException {
    try (Statement update = new Statement(connection, CHILD_CANCELLED).with(child)) {
      update.update();
    }
  }
}
