package croft.store.decide;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One time that a job was held which the farm does itself, and how that ended.
 *
 * @param opening how often the job has been held, from 1
 * @param kind breakpoint, notify, timer or graph
 * @param askedAt when it was held
 * @param askedSeq the number of the event with which it was
 * @param dueAt when the farm goes on by itself; null for never
 * @param onTimeout what becomes of a breakpoint then; null for other kinds
 * @param latch that decides; null when people do
 * @param message what is asked or told; may be empty
 * @param digest of what is decided about; empty for kinds that nobody decides
 * @param covers that part of the digest which edits can change
 * @param seenJson which attempts of its dependencies there were: numbers by key
 * @param child the graph that it started; null if none
 * @param verdict null while it is open
 * @param author who decided; null while it is open
 */
public record DecisionRow(
    long graph,
    int job,
    int opening,
    int project,
    String kind,
    Instant askedAt,
    long askedSeq,
    @Nullable Instant dueAt,
    @Nullable String onTimeout,
    List<String> approvers,
    boolean notAuthor,
    @Nullable String latch,
    String message,
    String digest,
    String covers,
    String seenJson,
    int revision,
    @Nullable Long child,
    @Nullable Instant decidedAt,
    @Nullable String verdict,
    @Nullable String author,
    @Nullable String comment,
    @Nullable String tokenAuthor) {
  /** The columns that {@link #read} reads, of the table {@code d}. */
  public static final String COLUMNS =
      """
      d.graph, d.job, d.opening, d.project, d.kind, d.asked_at, d.asked_seq, d.due_at, d.on_timeout,
      d.approvers, d.not_author, d.latch, d.message, d.digest, d.covers, d.seen::text as seen,
      d.revision, d.child, d.decided_at, d.verdict, d.author, d.comment, d.token_author
      """;

  /** Reads the row that the result is at. */
  public static DecisionRow read(ResultSet row) throws SQLException {
    Array approvers = row.getArray("approvers");
    return new DecisionRow(
        row.getLong("graph"),
        row.getInt("job"),
        row.getInt("opening"),
        row.getInt("project"),
        row.getString("kind"),
        row.getObject("asked_at", OffsetDateTime.class).toInstant(),
        row.getLong("asked_seq"),
        instant(row, "due_at"),
        row.getString("on_timeout"),
        List.of((String[]) approvers.getArray()),
        row.getBoolean("not_author"),
        row.getString("latch"),
        row.getString("message"),
        row.getString("digest"),
        row.getString("covers"),
        row.getString("seen"),
        row.getInt("revision"),
        row.getObject("child", Long.class),
        instant(row, "decided_at"),
        row.getString("verdict"),
        row.getString("author"),
        row.getString("comment"),
        row.getString("token_author"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
