package croft.store.query;

import static croft.store.query.Query.instant;
import static croft.store.query.Query.instantThere;
import static croft.store.query.Query.texts;

import croft.store.session.Standings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads sessions of workers, and what jobs require of them. */
public final class WorkerQueries {
  /** How long a session is shown after its end. */
  public static final Duration SHOWN_AFTER_END = Duration.ofHours(1);

  private static final String LIST =
      """
      select s.id, s.worker, s.pool, s.labels, s.slots, s.cpus, s.memory_bytes, s.gpus,
        s.isolation, s.version, s.registered_at, s.heartbeat_at, s.expires_at, s.ended_at,
        coalesce(r.running, 0) as running, farm_clock() as now,
        w.standing, w.reason, w.author, w.changed_at
      from worker_session s
        left join (
          select j.session, count(*) as running
          from graph g join job j on j.graph = g.id
          where g.state = 'running' and j.state = 'running'
          group by j.session) r on r.session = s.id
        left join worker_standing w on w.worker = s.worker
      where s.ended_at is null or s.ended_at > farm_clock() - interval '1 hour'
      order by s.worker, s.id
      limit ?
      """;

  private static final String OFFERS =
      """
      select distinct pool, labels, cpus, memory_bytes, gpus from worker_session s
      where ended_at is null and expires_at > farm_clock() and ? = %s
      """
          .formatted(Standings.IS_ACTIVE);

  private final Query query;

  public WorkerQueries(Connections connections) {
    this.query = new Query(connections);
  }

  /**
   * A session.
   *
   * @param running attempts that it holds
   * @param endedAt null while it lasts
   * @param now the database's clock when the row was read
   * @param standing why its worker gets no work; null while it does
   */
  public record WorkerRow(
      long session,
      String worker,
      String pool,
      List<String> labels,
      int slots,
      int cpus,
      long memoryBytes,
      int gpus,
      String isolation,
      String version,
      Instant registeredAt,
      Instant heartbeatAt,
      Instant expiresAt,
      @Nullable Instant endedAt,
      int running,
      Instant now,
      Standings.@Nullable Standing standing) {}

  /** Sessions that last or ended in the last hour, by the worker's name. */
  public List<WorkerRow> list(int limit) {
    return query.list(
        LIST,
        (_, statement) -> statement.setInt(1, limit),
        row ->
            new WorkerRow(
                row.getLong("id"),
                row.getString("worker"),
                row.getString("pool"),
                texts(row, "labels"),
                row.getInt("slots"),
                row.getInt("cpus"),
                row.getLong("memory_bytes"),
                row.getInt("gpus"),
                row.getString("isolation"),
                row.getString("version"),
                instantThere(row, "registered_at"),
                instantThere(row, "heartbeat_at"),
                instantThere(row, "expires_at"),
                instant(row, "ended_at"),
                row.getInt("running"),
                instantThere(row, "now"),
                standing(row)));
  }

  private static Standings.@Nullable Standing standing(ResultSet row) throws SQLException {
    String standing = row.getString("standing");
    return standing == null
        ? null
        : new Standings.Standing(
            row.getString("worker"),
            standing,
            row.getString("reason"),
            row.getString("author"),
            instantThere(row, "changed_at"));
  }

  /** The workers that are kept from work, by name. */
  public List<Standings.Standing> standings(int limit) {
    return query.with(connection -> Standings.all(connection, limit));
  }

  /** The changes of a worker's standing, the newest first; empty if no worker is called so. */
  public Optional<List<Standings.Standing>> changes(String worker, int limit) {
    return query.with(
        connection ->
            Standings.isKnown(connection, worker)
                ? Optional.of(Standings.changes(connection, worker, limit))
                : Optional.empty());
  }

  /** What one kind of live worker has, or what one kind of job requires. */
  public record Kind(String pool, List<String> labels, int cpus, long memoryBytes, int gpus) {}

  /** Every different kind of live worker that may be given work. */
  public List<Kind> live() {
    return live(true);
  }

  /** Every different kind of live worker that is kept from work. */
  public List<Kind> withheld() {
    return live(false);
  }

  private List<Kind> live(boolean active) {
    return query.list(
        OFFERS, (_, statement) -> statement.setBoolean(1, active), WorkerQueries::kind);
  }

  /** What jobs of a requirement class need; null if there is no such class. */
  public @Nullable Kind requirements(int requirementClass) {
    return query.one(
        "select pool, labels, cpus, memory_bytes, gpus from requirement_class where id = ?",
        (_, statement) -> statement.setInt(1, requirementClass),
        WorkerQueries::kind);
  }

  /** The name of a session's worker; null if it is not known. */
  public @Nullable String name(long session) {
    return query.one(
        "select worker from worker_session where id = ?",
        (_, statement) -> statement.setLong(1, session),
        row -> row.getString(1));
  }

  static Kind kind(ResultSet row) throws SQLException {
    return new Kind(
        row.getString("pool"),
        texts(row, "labels"),
        row.getInt("cpus"),
        row.getLong("memory_bytes"),
        row.getInt("gpus"));
  }
}
