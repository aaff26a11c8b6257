package croft.store.statistic;

import croft.core.job.JobState;
import croft.store.sql.Ints;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings the statistics up to date with what was committed since they last were: far from the hot
 * path, which knows nothing of it. The cursor moves in the same transaction, so nothing is counted
 * twice or left out, whenever a server stops.
 */
public final class StatisticCounter {
  /** Commits to graphs that are looked at in one transaction. */
  static final int EVENTS_MAX = 1_000;

  /** Changed jobs that are looked at in one transaction; one commit may have more. */
  static final int JOBS_MAX = 20_000;

  private StatisticCounter() {}

  // Joins along keys only, in the order that is written: each of a few thousand jobs has its place
  // in
  // indexes of millions. The planner knows nothing of tables that grew this minute.
  private static final String PLANS =
      """
      set local enable_seqscan = off; set local enable_hashjoin = off;
      set local enable_mergejoin = off; set local enable_material = off;
      set local join_collapse_limit = 1; set local jit = off
      """;

  // Once in the life of a farm. Not tried when the row is there: it would wait for a server that
  // counts.
  private static final String MAKE_CURSOR =
      """
      insert into statistic_cursor (xid)
      select '0' where not exists (select from statistic_cursor) on conflict do nothing
      """;

  // One server counts at a time; others find the row locked and rest.
  private static final String CURSOR =
      "select xid::text from statistic_cursor for update skip locked";

  // Below the oldest transaction that still runs nothing can be added any more.
  private static final String EVENTS =
      """
      select xid::text, coalesce(cardinality(jobs), 0)
      from event
      where xid > ?::xid8 and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by xid
      limit ?
      """;

  // An attempt's row is written by the transaction that publishes its end, and never again; so the
  // row's own mark of that transaction tells which event it belongs to. A job that was lost and
  // claimed again at once shows as running, in a later attempt than its first. A sample counts for
  // the job that it is one of; the one before it is the one that ended before it, or else the job's
  // attempt.
  private static final String ENDED =
      """
      with touched as (
        select distinct e.graph, e.xid, j.job
        from event e cross join unnest(e.jobs, e.attempts) with ordinality j (job, attempt, at)
        where e.xid > ?::xid8 and e.xid <= ?::xid8
          and (get_byte(e.states, (j.at - 1)::int) in (%d, %d, %d, %d, %d) or j.attempt > 1))
      select g.project, coalesce(o.template, o.name, g.template, g.name), coalesce(k.key, d.key),
        c.pool, a.outcome = 'succeeded',
        least(extract(epoch from a.ended_at - a.claimed_at) * 1000, 2147483647)::int,
        a.outcome = 'succeeded' and coalesce(case when s.graph is null then (
          select b.outcome <> 'succeeded' from attempt b
          where b.graph = a.graph and b.job = a.job and b.attempt < a.attempt
            and b.definition = a.definition and b.outcome in ('succeeded', 'failed', 'timedOut')
          order by b.attempt desc limit 1) else coalesce((
          select b.outcome <> 'succeeded' from attempt b
          where b.graph = a.graph and b.outcome in ('succeeded', 'failed', 'timedOut')
            and (b.ended_at, b.job) < (a.ended_at, a.job)
          order by b.ended_at desc, b.job desc limit 1), (
          select b.outcome <> 'succeeded'
          from attempt b
            join definition bf on bf.graph = b.graph and bf.definition = b.definition
          where b.graph = s.of_graph and b.job = s.of_job and b.attempt = s.of_attempt
            and bf.digest = s.digest and b.outcome in ('succeeded', 'failed', 'timedOut')))
          end, false)
      from touched t
        join attempt a on a.graph = t.graph and a.job = t.job and a.xmin = t.xid::xid
        join graph g on g.id = a.graph
        join job_detail d on d.graph = a.graph and d.job = a.job
        join definition f on f.graph = a.graph and f.definition = a.definition
        join requirement_class c on c.id = f.requirement_class
        left join sample s on g.sample_of is not null and s.graph = g.id
        left join graph o on o.id = s.of_graph
        left join job_detail k on k.graph = s.of_graph and k.job = s.of_job
      where a.outcome in ('succeeded', 'failed', 'timedOut') and a.claimed_at is not null
      order by a.ended_at
      """
          .formatted(
              JobState.READY.code(),
              JobState.HELD.code(),
              JobState.SUCCEEDED.code(),
              JobState.FAILED.code(),
              JobState.CANCELLED.code());

  // A look-up for each: joined plainly, the table was read once and compared with every key.
  private static final String READ =
      """
      select s.project, s.series, s.key, s.pool, s.durations
      from unnest(?::int[], ?::text[], ?::text[], ?::text[]) w (project, series, key, pool)
        cross join lateral (
          select * from job_statistic s
          where s.project = w.project and s.series = w.series and s.key = w.key
            and s.pool = w.pool
          limit 1) s
      """;

  private static final String WRITE =
      """
      insert into job_statistic as s (project, series, key, pool, ended, failed, flaky, durations,
        p50_ms, p90_ms, updated_at)
      select w.project, w.series, w.key, w.pool, w.ended, w.failed, w.flaky, w.durations::int[],
        nullif(w.p50, -1), nullif(w.p90, -1), farm_clock()
      from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::int[], ?::int[], ?::int[], ?::text[],
          ?::int[], ?::int[])
        w (project, series, key, pool, ended, failed, flaky, durations, p50, p90)
      on conflict (project, series, key, pool) do update
      set ended = s.ended + excluded.ended, failed = s.failed + excluded.failed,
        flaky = s.flaky + excluded.flaky, durations = excluded.durations,
        p50_ms = excluded.p50_ms, p90_ms = excluded.p90_ms, updated_at = excluded.updated_at
      """;

  private static final String MOVE = "update statistic_cursor set xid = ?::xid8";

  private record Of(int project, String series, String key, String pool) implements Comparable<Of> {
    private static final Comparator<Of> ORDER =
        Comparator.comparingInt(Of::project)
            .thenComparing(Of::series)
            .thenComparing(Of::key)
            .thenComparing(Of::pool);

    @Override
    public int compareTo(Of other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Count {
    int ended;
    int failed;
    int flaky;
    int[] older = new int[0];
    final List<Integer> durations = new ArrayList<>();

    int[] newest() {
      return Statistic.newest(
          durations.reversed().stream().mapToInt(Integer::intValue).toArray(), older);
    }
  }

  /**
   * Counts a batch, in the caller's transaction. Returns whether there may be more at once; false,
   * too, while another server counts.
   */
  public static boolean advance(Connection connection) throws SQLException {
    try (java.sql.Statement plans = connection.createStatement()) {
      plans.execute(PLANS);
      plans.execute(MAKE_CURSOR);
    }
    String from;
    try (Statement read = new Statement(connection, CURSOR);
        ResultSet row = read.query()) {
      if (!row.next()) {
        return false;
      }
      from = row.getString(1);
    }
    int events = 0;
    int jobs = 0;
    String to = null;
    try (Statement read = new Statement(connection, EVENTS).with(from).with(EVENTS_MAX);
        ResultSet row = read.query()) {
      while (jobs < JOBS_MAX && row.next()) {
        to = row.getString(1);
        jobs += row.getInt(2);
        events++;
      }
    }
    if (to == null) {
      return false;
    }
    Map<Of, Count> counts = ended(connection, from, to);
    if (!counts.isEmpty()) {
      readOlder(connection, counts);
      write(connection, counts);
    }
    try (Statement move = new Statement(connection, MOVE).with(to)) {
      move.update();
    }
    return events == EVENTS_MAX || jobs >= JOBS_MAX;
  }

  private static Map<Of, Count> ended(Connection connection, String from, String to)
      throws SQLException {
    Map<Of, Count> counts = new TreeMap<>();
    try (Statement read = new Statement(connection, ENDED).with(from).with(to);
        ResultSet row = read.query()) {
      while (row.next()) {
        Count count =
            counts.computeIfAbsent(
                new Of(row.getInt(1), row.getString(2), row.getString(3), row.getString(4)),
                _ -> new Count());
        count.ended++;
        if (row.getBoolean(5)) {
          count.durations.add(Math.max(0, row.getInt(6)));
        } else {
          count.failed++;
        }
        if (row.getBoolean(7)) {
          count.flaky++;
        }
      }
    }
    return counts;
  }

  private static Statement bindKeys(Statement statement, Map<Of, Count> counts)
      throws SQLException {
    Ints projects = new Ints();
    counts.keySet().forEach(of -> projects.add(of.project));
    return statement
        .with(projects)
        .withTexts(counts.keySet().stream().map(Of::series).toList())
        .withTexts(counts.keySet().stream().map(Of::key).toList())
        .withTexts(counts.keySet().stream().map(Of::pool).toList());
  }

  private static void readOlder(Connection connection, Map<Of, Count> counts) throws SQLException {
    try (Statement read = bindKeys(new Statement(connection, READ), counts);
        ResultSet row = read.query()) {
      while (row.next()) {
        Count count =
            counts.get(new Of(row.getInt(1), row.getString(2), row.getString(3), row.getString(4)));
        if (count != null) {
          count.older = ints((Integer[]) row.getArray(5).getArray());
        }
      }
    }
  }

  static int[] ints(Integer[] boxed) {
    int[] values = new int[boxed.length];
    for (int at = 0; at < values.length; at++) {
      values[at] = boxed[at];
    }
    return values;
  }

  private static void write(Connection connection, Map<Of, Count> counts) throws SQLException {
    Ints ended = new Ints();
    Ints failed = new Ints();
    Ints flaky = new Ints();
    Ints p50 = new Ints();
    Ints p90 = new Ints();
    List<@Nullable String> durations = new ArrayList<>(counts.size());
    for (Count count : counts.values()) {
      int[] newest = count.newest();
      ended.add(count.ended);
      failed.add(count.failed);
      flaky.add(count.flaky);
      p50.add(Statistic.percentile(newest, 50));
      p90.add(Statistic.percentile(newest, 90));
      durations.add(text(newest));
    }
    try (Statement write =
        bindKeys(new Statement(connection, WRITE), counts)
            .with(ended)
            .with(failed)
            .with(flaky)
            .withTexts(durations)
            .with(p50)
            .with(p90)) {
      write.update();
    }
  }

  /** As PostgreSQL reads an array. */
  private static String text(int[] values) {
    StringBuilder text = new StringBuilder("{");
    for (int value : values) {
      text.append(text.length() == 1 ? "" : ",").append(value);
    }
    return text.append('}').toString();
  }

  private static final String EXPIRE =
      "delete from job_statistic where updated_at < farm_clock() - interval '180 days'";

  /** Forgets jobs that have not run for half a year. Returns how many. */
  public static int expire(Connection connection) throws SQLException {
    try (Statement expire = new Statement(connection, EXPIRE)) {
      return expire.update();
    }
  }
}
