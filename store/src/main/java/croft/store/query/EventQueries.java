package croft.store.query;

import static croft.store.query.Query.instantThere;
import static croft.store.query.Query.ints;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads events: one for each commit that changed a graph, numbered without gaps. */
public final class EventQueries {
  /** Changed jobs in one page; a page ends early rather than have more, if it has an event. */
  public static final int JOBS_MAX = 100_000;

  private static final String PAGE =
      """
      select seq, at, kind, jobs, attempts, states, data::text as data
      from event where graph = ? and seq > ? order by seq limit ?
      """;

  private final Connections connections;
  private final Query query;

  public EventQueries(Connections connections) {
    this.connections = connections;
    this.query = new Query(connections);
  }

  /**
   * One commit's changes. The arrays go together and belong to the row; do not change them.
   *
   * @param states codes of {@link croft.core.job.JobState}
   * @param kind what happened to the graph itself; null if only jobs changed
   */
  @SuppressWarnings("ArrayRecordComponent") // 100,000 jobs in one event
  public record EventRow(
      long seq,
      Instant at,
      @Nullable String kind,
      int[] jobs,
      int[] attempts,
      byte[] states,
      @Nullable String data) {}

  /** A page of a graph's events in order, those with greater numbers than one. */
  public List<EventRow> page(long graph, long after, int limit) {
    try (Connection connection = connections.open()) {
      // A cursor: what comes behind the last job that fits is never fetched.
      connection.setAutoCommit(false);
      try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
        statement.setFetchSize(50);
        statement.setLong(1, graph);
        statement.setLong(2, after);
        statement.setInt(3, limit);
        return read(statement);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new QueryException(e);
    }
  }

  private static List<EventRow> read(PreparedStatement statement) throws SQLException {
    List<EventRow> page = new ArrayList<>();
    int jobs = 0;
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        byte[] states = row.getBytes("states");
        int size = states == null ? 0 : states.length;
        if (!page.isEmpty() && jobs + size > JOBS_MAX) {
          break;
        }
        jobs += size;
        page.add(
            new EventRow(
                row.getLong("seq"),
                instantThere(row, "at"),
                row.getString("kind"),
                ints(row, "jobs"),
                ints(row, "attempts"),
                states == null ? new byte[0] : states,
                row.getString("data")));
      }
    }
    return page;
  }

  /**
   * The data, as JSON, of the newest event of a kind that names a job, or the whole graph; null if
   * there is none.
   */
  public @Nullable String newest(long graph, int job, String kind) {
    return query.one(
        """
        select data::text from event
        where graph = ? and kind = ? and coalesce(data ->> 'job', ?) = ?
        order by seq desc limit 1
        """,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setString(2, kind);
          statement.setString(3, Integer.toString(job));
          statement.setString(4, Integer.toString(job));
        },
        row -> row.getString(1));
  }

  /** The numbers of the newest events of graphs; those that do not exist are left out. */
  public Map<Long, Long> heads(List<Long> graphs) {
    Map<Long, Long> heads = new HashMap<>();
    query.list(
        "select graph, seq from graph_progress where graph = any(?::bigint[])",
        (connection, statement) ->
            statement.setArray(1, connection.createArrayOf("bigint", graphs.toArray())),
        row -> heads.put(row.getLong(1), row.getLong(2)));
    return heads;
  }
}
