package croft.store.hot;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.store.session.Sessions;
import croft.store.session.Standings;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The hot path's statements: one for each transition, each for a whole batch, all in one
 * transaction. The order of calls is {@link #lock}, {@link #end}, {@link #release} as often as
 * needed, {@link #claim}, {@link #publish}, {@link #commit}.
 *
 * <p>A round trip to the database costs as much as what a small batch does there. So there are two
 * shorter ways: {@link #lockEndRelease} for ends that are expected to be accepted, and {@link
 * #publishAndCommit} when nothing can follow from what is published.
 *
 * <p>The caller gives rows in the order (graph, job), so that servers do not deadlock. Not safe for
 * use by several threads; the connection must not be in auto-commit mode.
 */
public final class HotTransaction {
  private static final int END_REQUESTS = JobFlags.CANCEL | JobFlags.AGAIN;
  private static final int ATTEMPT_MARKS = JobFlags.STALE | JobFlags.WAIVED;

  private final Connection connection;

  public HotTransaction(Connection connection) {
    this.connection = connection;
  }

  // ------------------------------------------------------------------------------- lock

  /**
   * A graph whose shared lock this transaction holds.
   *
   * @param version what is cached of the graph must be of this version
   * @param claimable running and not paused
   */
  public record Locked(long graph, int version, int revision, boolean claimable) {}

  private static final String TRY_LOCK =
      """
      select g from unnest(?::bigint[]) g where pg_try_advisory_xact_lock_shared(g)
      """;

  // A statement of its own: its snapshot is taken when the locks are held, so it sees what an edit
  // committed just before.
  private static final String READ_LOCKED =
      """
      select g.id, g.version, g.revision, g.state = 'running' and not g.paused
      from unnest(?::bigint[]) l (id) join graph g on g.id = l.id
      """;

  private static final String LOCK = TRY_LOCK + ";" + READ_LOCKED;

  /**
   * Takes the shared locks of graphs, without waiting. A graph that an edit has, or that does not
   * exist, is missing in the answer.
   */
  public List<Locked> lock(long[] graphs) throws SQLException {
    try (Statement lock = new Statement(connection, LOCK).with(graphs).with(graphs)) {
      return locked(lock.queryAll());
    }
  }

  /**
   * What the first two statements of {@link #LOCK} say; a graph that was read may not be locked.
   */
  private static List<Locked> locked(List<ResultSet> results) throws SQLException {
    Set<Long> held = new HashSet<>();
    ResultSet lock = results.getFirst();
    while (lock.next()) {
      held.add(lock.getLong(1));
    }
    List<Locked> locked = new ArrayList<>(held.size());
    ResultSet row = results.get(1);
    while (row.next()) {
      if (held.contains(row.getLong(1))) {
        locked.add(new Locked(row.getLong(1), row.getInt(2), row.getInt(3), row.getBoolean(4)));
      }
    }
    return locked;
  }

  // ------------------------------------------------------------------------------- end

  // transition: END, RETRY
  // A null state asks for rule W (a retry), which also clears the marks of the attempt. Session,
  // nonce and claim time stay in the row: they are
  // the ended attempt's, whose row is written here, and the next claim overwrites them.
  private static final String END =
      """
      with done as (
        update job j
        set state = coalesce(c.state, rule_w(j.need, j.open, j.flags & ~%1$d)),
          flags = j.flags & ~(%1$d | case when c.state is null then %4$d else 0 end),
          ready_at = case when c.delay_ms > 0
            then farm_clock() + c.delay_ms * interval '1 millisecond' end,
          tries = case when c.fresh then 0 else j.tries end,
          losses = case when c.fresh then 0 when c.outcome = 'lost' then j.losses + 1 else j.losses end
        from unnest(?::bigint[], ?::int[], ?::int[], ?::uuid[], ?::text[]::job_state[],
            ?::text[]::attempt_outcome[], ?::bigint[], ?::boolean[], ?::bigint[], ?::int[], ?::int[],
            ?::int[], ?::text[], ?::text[]::jsonb[]) with ordinality
          as c (graph, job, attempt, nonce, state, outcome, delay_ms, fresh, report_hash, definition,
            revision, exit_code, reason, report, i)
        where j.graph = c.graph and j.job = c.job and j.state = 'running'
          and j.attempt = c.attempt and j.nonce = c.nonce
          and (j.flags & %2$d = 0 or c.fresh)
        returning j.graph, j.job, j.attempt, j.session, j.claimed_at, j.nonce, j.state, j.flags,
          j.requirement_class, c.outcome, c.report_hash, c.definition, c.revision, c.exit_code,
          c.reason, c.report, c.i
      ), kept as (
        insert into attempt (graph, job, attempt, session, claimed_at, ended_at, nonce, report_hash,
          definition, revision, exit_code, outcome, reason, report)
        select graph, job, attempt, session, claimed_at, farm_clock(), nonce, report_hash,
          definition, revision, nullif(exit_code, %3$d), outcome, reason, report
        from done
      )
      select i, state, flags, requirement_class from done
      """
          .formatted(END_REQUESTS, JobFlags.AGAIN, EndBatch.NO_EXIT_CODE, ATTEMPT_MARKS);

  /** An attempt that this transaction ended. */
  public record Ended(int item, JobState state, int flags, int requirementClass) {}

  /**
   * Ends attempts that still run under the given nonce, and writes their records. An item is left
   * out if its row does not match, or if its job was re-run meanwhile and the item does not say
   * that it knows ({@code fresh}): see {@link #readRunning}.
   */
  public List<Ended> end(EndBatch batch) throws SQLException {
    try (Statement end = batch.bind(new Statement(connection, END));
        ResultSet rows = end.query()) {
      return ended(rows);
    }
  }

  private static List<Ended> ended(ResultSet row) throws SQLException {
    List<Ended> ended = new ArrayList<>();
    while (row.next()) {
      ended.add(
          new Ended(
              row.getInt(1) - 1, JobState.of(row.getString(2)), row.getInt(3), row.getInt(4)));
    }
    return ended;
  }

  private static final String READ_RUNNING =
      """
      select c.i, j.tries, j.losses, j.flags
      from unnest(?::bigint[], ?::int[], ?::int[], ?::uuid[]) with ordinality
          c (graph, job, attempt, nonce, i)
        join job j on j.graph = c.graph and j.job = c.job
      where j.state = 'running' and j.attempt = c.attempt and j.nonce = c.nonce
      """;

  /** What a retry policy looks at, of an attempt that runs under the given nonce. */
  public record Running(int item, int tries, int losses, int flags) {}

  /** Reads the rows of attempts that still run under the given nonces. */
  public List<Running> readRunning(long[] graphs, int[] jobs, int[] attempts, UUID[] nonces)
      throws SQLException {
    List<Running> running = new ArrayList<>();
    try (Statement read =
            new Statement(connection, READ_RUNNING)
                .with(graphs)
                .with(jobs)
                .with(attempts)
                .with(nonces);
        ResultSet row = read.query()) {
      while (row.next()) {
        running.add(new Running(row.getInt(1) - 1, row.getInt(2), row.getInt(3), row.getInt(4)));
      }
    }
    return running;
  }

  private static final String READ_ENDED =
      """
      select c.i, a.report_hash
      from unnest(?::bigint[], ?::int[], ?::int[], ?::uuid[]) with ordinality
          c (graph, job, attempt, nonce, i)
        join attempt a on a.graph = c.graph and a.job = c.job and a.attempt = c.attempt
      where a.nonce = c.nonce and a.outcome <> 'lost'
      """;

  /** The hash of the report by which an attempt ended. */
  public record Reported(int item, long reportHash) {}

  /** Reads, of attempts that a report ended, that report. A lost one was ended by none. */
  public List<Reported> readEnded(long[] graphs, int[] jobs, int[] attempts, UUID[] nonces)
      throws SQLException {
    List<Reported> ended = new ArrayList<>();
    try (Statement read =
            new Statement(connection, READ_ENDED)
                .with(graphs)
                .with(jobs)
                .with(attempts)
                .with(nonces);
        ResultSet row = read.query()) {
      while (row.next()) {
        ended.add(new Reported(row.getInt(1) - 1, row.getLong(2)));
      }
    }
    return ended;
  }

  // ------------------------------------------------------------------------------- release

  // transition: SETTLE, JOIN
  // One row per target: an UPDATE … FROM with two source rows for one target applies one of them,
  // silently. Only blocked jobs can move here: a settled edge never undoes a skip.
  private static final String RELEASE =
      """
      update job j
      set need = j.need - d.need, open = j.open - d.open,
        state = case when j.state = 'blocked'
          then rule_w(j.need - d.need, j.open - d.open, j.flags) else j.state end
      from unnest(?::bigint[], ?::int[], ?::int[], ?::int[]) with ordinality d (graph, job, need, open, i)
      where j.graph = d.graph and j.job = d.job
      returning d.i, j.state, j.need, j.open, j.flags, j.requirement_class
      """;

  /** A job some of whose edges were settled, with its counters afterwards. */
  public record Released(
      int item, JobState state, int need, int open, int flags, int requirementClass) {}

  /**
   * Counts settled edges at the jobs that wait, and applies rule W to them.
   *
   * @param need how many of the edges that were settled are satisfied, per job
   * @param open how many edges were settled, per job
   */
  public List<Released> release(long[] graphs, int[] jobs, int[] need, int[] open)
      throws SQLException {
    try (Statement release =
            new Statement(connection, RELEASE).with(graphs).with(jobs).with(need).with(open);
        ResultSet rows = release.query()) {
      return released(rows);
    }
  }

  private static List<Released> released(ResultSet row) throws SQLException {
    List<Released> released = new ArrayList<>();
    while (row.next()) {
      released.add(
          new Released(
              row.getInt(1) - 1,
              JobState.of(row.getString(2)),
              row.getInt(3),
              row.getInt(4),
              row.getInt(5),
              row.getInt(6)));
    }
    return released;
  }

  private static final String LOCK_END_RELEASE = LOCK + ";" + END + ";" + RELEASE;

  /** What {@link #lockEndRelease} did. */
  public record Opened(List<Locked> locked, List<Ended> ended, List<Released> released) {}

  /**
   * {@link #lock}, {@link #end} and {@link #release} in one round trip, for a caller who foresees
   * what the ends settle. If a lock is missing, a graph has another version or an end was not
   * accepted, the caller must {@link #rollback} and go step by step.
   */
  public Opened lockEndRelease(
      long[] graphs, EndBatch ends, long[] ofGraphs, int[] jobs, int[] need, int[] open)
      throws SQLException {
    try (Statement all =
        ends.bind(new Statement(connection, LOCK_END_RELEASE).with(graphs).with(graphs))
            .with(ofGraphs)
            .with(jobs)
            .with(need)
            .with(open)) {
      List<ResultSet> results = all.queryAll();
      return new Opened(locked(results), ended(results.get(2)), released(results.get(3)));
    }
  }

  // ------------------------------------------------------------------------------- claim

  // transition: CLAIM
  // The ids come from this server's ready cache. A row that another server took is not returned,
  // nor is one for a session that is over, that another server has taken over, or whose worker is
  // kept from work: what is given must be known to whoever answers the worker's next call. The
  // sessions are asked once for the batch, and after the server's lock is held (a statement of its
  // own, so that its snapshot is older): whoever ends or takes over a session waits for that lock
  // before reading what the session has.
  private static final String GIVING = "select " + Sessions.SERVER_LOCK_SHARED;

  private static final String CLAIM =
      """
      update job j
      set state = 'running', attempt = j.attempt + 1, tries = j.tries + 1, nonce = c.nonce,
        session = c.session, claimed_at = farm_clock(), ready_at = null,
        flags = j.flags & ~%d
      from unnest(?::bigint[], ?::int[], ?::uuid[], ?::bigint[]) with ordinality
        c (graph, job, nonce, session, i)
      where j.graph = c.graph and j.job = c.job and j.state = 'ready'
        and (j.ready_at is null or j.ready_at <= farm_clock())
        and c.session = any (array(
          select s.id from worker_session s
          where s.id = any (?::bigint[]) and s.ended_at is null and s.served_by = ?
            and %s))
      returning c.i, j.attempt
      """
          .formatted(ATTEMPT_MARKS, Standings.IS_ACTIVE);

  private static final String GIVING_CLAIM = GIVING + ";" + CLAIM;

  /** A job that a worker got. */
  public record Claimed(int item, int attempt) {}

  /**
   * Gives ready jobs to sessions that this server serves.
   *
   * @param server the number that the server chose when it started
   */
  public List<Claimed> claim(long[] graphs, int[] jobs, UUID[] nonces, long[] sessions, long server)
      throws SQLException {
    List<Claimed> claimed = new ArrayList<>(jobs.length);
    try (Statement claim =
            new Statement(connection, GIVING_CLAIM)
                .with(server)
                .with(graphs)
                .with(jobs)
                .with(nonces)
                .with(sessions)
                .with(Arrays.stream(sessions).distinct().toArray())
                .with(server);
        ResultSet row = claim.queryLast()) {
      while (row.next()) {
        claimed.add(new Claimed(row.getInt(1) - 1, row.getInt(2)));
      }
    }
    return claimed;
  }

  private static final String SERVED =
      """
      select s.id from worker_session s
      where s.id = any (?::bigint[]) and s.ended_at is null and s.served_by = ? and %s
      """
          .formatted(Standings.IS_ACTIVE);

  /** Of sessions, those that are not over, that this server serves and that may be given work. */
  public Set<Long> served(long[] sessions, long server) throws SQLException {
    Set<Long> served = new HashSet<>();
    try (Statement read = new Statement(connection, SERVED).with(sessions).with(server);
        ResultSet row = read.query()) {
      while (row.next()) {
        served.add(row.getLong(1));
      }
    }
    return served;
  }

  private static final String REMEMBER =
      """
      insert into session_graph (session, graph)
      select * from unnest(?::bigint[], ?::bigint[]) on conflict do nothing
      """;

  /** Notes that sessions claimed something in graphs: where to look when they are over. */
  public void remember(long[] sessions, long[] graphs) throws SQLException {
    try (Statement remember = new Statement(connection, REMEMBER).with(sessions).with(graphs)) {
      remember.update();
    }
  }

  // ------------------------------------------------------------------------------- publish

  // The graph's row is updated last: whoever has it keeps other servers' commits to this graph
  // waiting (taken first, two servers had 0.6 of one server's throughput).
  private static final String PUBLISH =
      """
      with p as (
        update graph_progress p
        set seq = p.seq + 1,
          blocked = p.blocked + d.blocked, ready = p.ready + d.ready, held = p.held + d.held,
          skipped = p.skipped + d.skipped, running = p.running + d.running,
          succeeded = p.succeeded + d.succeeded, failed = p.failed + d.failed,
          cancelled = p.cancelled + d.cancelled, unfinished = p.unfinished + d.unfinished,
          ended = p.ended + d.ended, failures = p.failures + d.failures
        from unnest(?::bigint[], ?::int[], ?::int[], ?::int[], ?::int[], ?::int[], ?::int[],
            ?::int[], ?::int[], ?::int[], ?::int[], ?::int[], ?::int[], ?::int[])
          d (graph, blocked, ready, held, skipped, running, succeeded, failed, cancelled,
            unfinished, ended, failures, first, last)
        where p.graph = d.graph
        returning p.graph, p.seq, p.unfinished, p.ended,
          p.blocked + p.ready + p.held + p.running as alive, p.failures, p.cancelled, d.first, d.last
      ), e as (
        insert into event (graph, seq, at, jobs, attempts, states)
        select graph, seq, farm_clock(), (?::int[])[first:last], (?::int[])[first:last],
          substring(?::bytea from first for last - first + 1)
        from p
      )
      select graph, seq, unfinished, ended, alive, failures, cancelled from p
      """;

  /**
   * Where a graph stands after its event.
   *
   * @param seq the event's number
   * @param unfinished jobs that keep finalizers waiting
   * @param ended jobs that ended by an attempt or a person, finalizers left out: with none there is
   *     nothing for finalizers to clean up
   * @param alive unfinished jobs, finalizers included: 0 means that the graph is over
   */
  public record Progress(
      long graph, long seq, int unfinished, int ended, int alive, int failures, int cancelled) {}

  /** Writes one event per graph and brings its counts up to date. */
  public List<Progress> publish(EventBatch batch) throws SQLException {
    try (Statement publish = batch.bind(new Statement(connection, PUBLISH));
        ResultSet rows = publish.query()) {
      return progress(rows);
    }
  }

  private static List<Progress> progress(ResultSet row) throws SQLException {
    List<Progress> progress = new ArrayList<>();
    while (row.next()) {
      progress.add(
          new Progress(
              row.getLong(1),
              row.getLong(2),
              row.getInt(3),
              row.getInt(4),
              row.getInt(5),
              row.getInt(6),
              row.getInt(7)));
    }
    return progress;
  }

  private static final String PUBLISH_AND_COMMIT = PUBLISH + "; commit";

  /** {@link #publish} and {@link #commit} in one round trip. */
  public List<Progress> publishAndCommit(EventBatch batch) throws SQLException {
    try (Statement publish = batch.bind(new Statement(connection, PUBLISH_AND_COMMIT))) {
      return progress(publish.queryAll().getFirst());
    }
  }

  private static final String FINISH =
      """
      with g as (
        update graph g
        set state = c.state, endings = g.endings + 1, ended_at = farm_clock()
        from unnest(?::bigint[], ?::text[]::graph_state[]) c (graph, state)
        where g.id = c.graph and g.state = 'running'
        returning g.id, g.state, g.endings
      ), p as (
        update graph_progress p set seq = p.seq + 1 from g where p.graph = g.id
        returning p.graph, p.seq
      ), e as (
        insert into event (graph, seq, at, kind, data)
        select p.graph, p.seq, farm_clock(), 'ended',
          jsonb_build_object('state', g.state, 'ending', g.endings)
        from p join g on g.id = p.graph
      )
      select graph, seq from p
      """;

  /** A graph's event number. */
  public record Published(long graph, long seq) {}

  /** Graphs none of whose jobs is unfinished end in the given states. */
  public List<Published> finish(long[] graphs, List<String> states) throws SQLException {
    List<Published> finished = new ArrayList<>();
    try (Statement finish = new Statement(connection, FINISH).with(graphs).withTexts(states);
        ResultSet row = finish.query()) {
      while (row.next()) {
        finished.add(new Published(row.getLong(1), row.getLong(2)));
      }
    }
    return finished;
  }

  /** Does nothing after {@link #publishAndCommit}. */
  public void commit() throws SQLException {
    connection.commit();
  }

  public void rollback() throws SQLException {
    connection.rollback();
  }
}
