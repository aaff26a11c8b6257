package croft.store.query;

import static croft.store.query.Query.instant;
import static croft.store.query.Query.instantThere;
import static croft.store.query.Query.integer;
import static croft.store.query.Query.texts;

import croft.core.job.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads jobs and their attempts. Joins are never among them: they have no detail. */
public final class JobQueries {
  private static final String COLUMNS =
      """
      select d.job, d.key, j.state::text as state, j.need, j.open, j.flags, j.attempt, j.session,
        d.face::text as face, d.tags, f.digest, d.priority, j.requirement_class, c.pool,
        coalesce(a.claimed_at, j.claimed_at) as claimed_at, a.ended_at, j.ready_at,
        a.outcome::text as outcome, a.exit_code, a.reason, a.report::text as report,
        farm_clock() as now
      from job_detail d
        join job j on j.graph = d.graph and j.job = d.job
        join definition f on f.graph = d.graph and f.definition = d.definition
        left join requirement_class c on c.id = j.requirement_class
        left join attempt a on a.graph = d.graph and a.job = d.job and a.attempt = j.attempt
      """;

  private static final String PAGE =
      COLUMNS
          + """
          where d.graph = ? and d.job > ?
            and (?::text[] is null or j.state = any(?::job_state[]))
          order by d.job
          limit ?
          """;

  // The range of the prefix is a range of the index over keys; the pattern sees only that.
  private static final String PAGE_OF_KEYS =
      COLUMNS
          + """
          where d.graph = ? and d.job > ?
            and (?::text[] is null or j.state = any(?::job_state[]))
            and d.key >= ? and d.key < ? and d.key ~ ?
          order by d.job
          limit ?
          """;

  private static final String BY_NUMBER = COLUMNS + "where d.graph = ? and d.job = ?";

  private static final String BY_KEY = COLUMNS + "where d.graph = ? and d.key = ?";

  private static final String ATTEMPTS =
      """
      select a.attempt, a.outcome::text as outcome, a.exit_code, a.reason, w.worker, a.claimed_at,
        a.ended_at, a.nonce, a.report::text as report, coalesce(p.revision, a.revision) as revision,
        f.digest, coalesce(p.changed, false) as changed,
        (select count(*) from artifact x
          where x.graph = a.graph and x.job = a.job and x.attempt = a.attempt) as artifacts
      from attempt a
        left join worker_session w on w.id = a.session
        left join attempt_pin p on p.graph = a.graph and p.job = a.job and p.attempt = a.attempt
        left join definition f on f.graph = a.graph
          and f.definition = coalesce(p.definition, a.definition)
      where a.graph = ? and a.job = ?
      union all
      select j.attempt, null, null, null, w.worker, j.claimed_at, null, j.nonce, null,
        coalesce(p.revision, g.revision), f.digest, coalesce(p.changed, false),
        (select count(*) from artifact x
          where x.graph = j.graph and x.job = j.job and x.attempt = j.attempt)
      from job j
        join graph g on g.id = j.graph
        join job_detail d on d.graph = j.graph and d.job = j.job
        left join worker_session w on w.id = j.session
        left join attempt_pin p on p.graph = j.graph and p.job = j.job and p.attempt = j.attempt
        left join definition f on f.graph = j.graph
          and f.definition = coalesce(p.definition, d.definition)
      where j.graph = ? and j.job = ? and j.state = 'running'
      order by 1
      """;

  private static final String NONCE =
      """
      select nonce, true as ended, report->'reusedFrom' as reused
      from attempt where graph = ? and job = ? and attempt = ?
      union all
      select nonce, false, null from job
      where graph = ? and job = ? and attempt = ? and state = 'running'
      limit 1
      """;

  private final Query query;

  public JobQueries(Connections connections) {
    this.query = new Query(connections);
  }

  /**
   * Which jobs a list has.
   *
   * @param states empty for all
   * @param key null for all
   */
  public record Filter(List<JobState> states, @Nullable KeyGlob key) {}

  /**
   * A page of a graph's jobs by number.
   *
   * @param after only jobs with greater numbers; -1 for the first page
   */
  public List<JobRow> page(long graph, Filter filter, int after, int limit) {
    KeyGlob key = filter.key();
    return query.list(
        key == null ? PAGE : PAGE_OF_KEYS,
        (connection, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, after);
          if (filter.states().isEmpty()) {
            statement.setNull(3, Types.ARRAY);
            statement.setNull(4, Types.ARRAY);
          } else {
            var states = texts(connection, filter.states().stream().map(JobState::text).toList());
            statement.setArray(3, states);
            statement.setArray(4, states);
          }
          if (key == null) {
            statement.setInt(5, limit);
          } else {
            statement.setString(5, key.prefix());
            statement.setString(6, key.behindPrefix());
            statement.setString(7, key.regex());
            statement.setInt(8, limit);
          }
        },
        JobQueries::read);
  }

  public @Nullable JobRow byNumber(long graph, int job) {
    return query.one(
        BY_NUMBER,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, job);
        },
        JobQueries::read);
  }

  public @Nullable JobRow byKey(long graph, String key) {
    return query.one(
        BY_KEY,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setString(2, key);
        },
        JobQueries::read);
  }

  /** The number of the job with this key; null if there is none. */
  public @Nullable Integer number(long graph, String key) {
    return query.one(
        "select job from job_detail where graph = ? and key = ?",
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setString(2, key);
        },
        row -> row.getInt(1));
  }

  /** What a job does, as canonical JSON; null if there is no such job. */
  public @Nullable String definition(long graph, int job) {
    return query.one(
        """
        select f.body
        from job_detail d join definition f on f.graph = d.graph and f.definition = d.definition
        where d.graph = ? and d.job = ?
        """,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, job);
        },
        row -> row.getString(1));
  }

  /**
   * One attempt.
   *
   * @param outcome null while it runs
   * @param worker null if its session is no longer known
   * @param claimedAt null if it was never claimed (a result that was reused)
   * @param nonce of its claim, which names its log
   * @param revision of the graph that it began with
   * @param digest of what it ran
   * @param changed whether that was changed for it alone
   */
  public record AttemptRow(
      int attempt,
      @Nullable String outcome,
      @Nullable Integer exitCode,
      @Nullable String reason,
      @Nullable String worker,
      @Nullable Instant claimedAt,
      @Nullable Instant endedAt,
      @Nullable UUID nonce,
      @Nullable String reportJson,
      int artifacts,
      int revision,
      @Nullable String digest,
      boolean changed) {}

  /** All attempts of a job, the oldest first; the last one may still run. */
  public List<AttemptRow> attempts(long graph, int job) {
    return query.list(
        ATTEMPTS,
        (_, statement) -> {
          statement.setLong(1, graph);
          statement.setInt(2, job);
          statement.setLong(3, graph);
          statement.setInt(4, job);
        },
        row ->
            new AttemptRow(
                row.getInt("attempt"),
                row.getString("outcome"),
                integer(row, "exit_code"),
                row.getString("reason"),
                row.getString("worker"),
                instant(row, "claimed_at"),
                instant(row, "ended_at"),
                row.getObject("nonce", UUID.class),
                row.getString("report"),
                row.getInt("artifacts"),
                row.getInt("revision"),
                row.getString("digest"),
                row.getBoolean("changed")));
  }

  /**
   * Whose claim an attempt is.
   *
   * @param nonce null if it was never claimed
   */
  public record Claimed(@Nullable UUID nonce, boolean ended, @Nullable String reusedFromJson) {}

  /** The claim of an attempt; null if there is no such attempt. */
  public @Nullable Claimed claimed(long graph, int job, int attempt) {
    return query.one(
        NONCE,
        (_, statement) -> {
          for (int half = 0; half < 2; half++) {
            statement.setLong(half * 3 + 1, graph);
            statement.setInt(half * 3 + 2, job);
            statement.setInt(half * 3 + 3, attempt);
          }
        },
        row ->
            new Claimed(
                row.getObject("nonce", UUID.class),
                row.getBoolean("ended"),
                row.getString("reused")));
  }

  static JobRow read(ResultSet row) throws SQLException {
    long session = row.getLong("session");
    boolean claimed = !row.wasNull();
    return new JobRow(
        row.getInt("job"),
        row.getString("key"),
        JobState.of(row.getString("state")),
        row.getInt("need"),
        row.getInt("open"),
        row.getInt("flags"),
        row.getInt("attempt"),
        claimed ? session : null,
        row.getString("face"),
        texts(row, "tags"),
        row.getString("digest"),
        row.getInt("priority"),
        row.getInt("requirement_class"),
        row.getString("pool"),
        instant(row, "claimed_at"),
        instant(row, "ended_at"),
        instant(row, "ready_at"),
        row.getString("outcome"),
        integer(row, "exit_code"),
        row.getString("reason"),
        row.getString("report"),
        instantThere(row, "now"));
  }
}
