package croft.store.session;

import croft.core.schedule.Requirements;
import croft.store.sql.Longs;
import croft.store.sql.Statement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Workers' sessions. An attempt's lease is its session's: one row and one statement keep a thousand
 * workers alive, and nothing is written per attempt.
 */
public final class Sessions {
  private Sessions() {}

  /** What a worker says of itself when it registers. */
  public record NewSession(
      String worker,
      String pool,
      List<String> labels,
      int slots,
      int cpus,
      long memoryBytes,
      int gpus,
      String isolation,
      String version) {}

  /**
   * An attempt that runs in a session.
   *
   * @param heldMs for how long, by the database's clock
   */
  public record Held(long graph, int job, int attempt, UUID nonce, long heldMs) {}

  /**
   * A session as claims need it.
   *
   * @param active whether its worker may be given work; see {@link Standings}
   */
  public record Session(
      long id, String worker, Requirements.Offer offer, int slots, boolean active) {}

  private static final String REGISTER =
      """
      insert into worker_session (worker, pool, labels, slots, cpus, memory_bytes, gpus, isolation,
        version, registered_at, heartbeat_at, expires_at)
      select ?, ?, ?, ?, ?, ?, ?, ?, ?, t, t, t + ? * interval '1 millisecond' from farm_clock() t
      returning id
      """;

  /** Registers a worker; its lease begins now. */
  public static long register(Connection connection, NewSession worker, Duration lease)
      throws SQLException {
    try (Statement register =
            new Statement(connection, REGISTER)
                .with(worker.worker())
                .with(worker.pool())
                .withTexts(worker.labels())
                .with(worker.slots())
                .with(worker.cpus())
                .with(worker.memoryBytes())
                .with(worker.gpus())
                .with(worker.isolation())
                .with(worker.version())
                .with(lease.toMillis());
        ResultSet row = register.query()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static final String END_EARLIER =
      """
      update worker_session set ended_at = farm_clock()
      where worker = ? and id <> ? and ended_at is null
      returning id
      """;

  /** Ends the sessions that a worker of this name had before, and returns them. */
  public static long[] endEarlier(Connection connection, String worker, long session)
      throws SQLException {
    Longs ended = new Longs();
    try (Statement end = new Statement(connection, END_EARLIER).with(worker).with(session);
        ResultSet row = end.query()) {
      while (row.next()) {
        ended.add(row.getLong(1));
      }
    }
    return ended.toArray();
  }

  // Each server that gives work has a lock of its own, whose second key follows from the server's
  // number. (The locks of graphs have one key.) A batch holds it shared, from before it looks which
  // sessions are live and its own until its commit.
  private static final String SERVER_KEYS = "(1, (%s %% 2147483647)::int)";

  /** Takes the lock of the server with the number that is bound, as whoever gives work does. */
  public static final String SERVER_LOCK_SHARED =
      "pg_advisory_xact_lock_shared" + SERVER_KEYS.formatted("?");

  private static final String AWAIT_SERVER =
      "select pg_advisory_xact_lock" + SERVER_KEYS.formatted("?");

  private static final String AWAIT_SERVER_OF =
      "select pg_advisory_xact_lock%s from worker_session where id = ? and served_by is not null"
          .formatted(SERVER_KEYS.formatted("served_by"));

  private static final String TAKE =
      """
      with taken as materialized (
        select id, served_by from worker_session
        where id = ? and ended_at is null and expires_at > farm_clock() for update)
      update worker_session s set served_by = ? from taken t where s.id = t.id
      returning s.id, worker, pool, labels, cpus, memory_bytes, gpus, slots, t.served_by,
        %s
      """
          .formatted(Standings.IS_ACTIVE);

  /**
   * Takes a session over: from now on this server alone gives it work. What the session has is all
   * there will be once this has returned. Null when it is over or was never there.
   *
   * @param connection in auto-commit mode
   * @param server the number that the server chose when it started
   */
  public static @Nullable Session take(Connection connection, long session, long server)
      throws SQLException {
    Session taken;
    long before;
    try (Statement take = new Statement(connection, TAKE).with(session).with(server);
        ResultSet row = take.query()) {
      if (!row.next()) {
        return null;
      }
      Requirements.Offer offer =
          new Requirements.Offer(
              row.getString(3),
              Set.of((String[]) row.getArray(4).getArray()),
              row.getInt(5),
              row.getLong(6),
              row.getInt(7));
      taken =
          new Session(row.getLong(1), row.getString(2), offer, row.getInt(8), row.getBoolean(10));
      before = row.getLong(9);
      if (row.wasNull()) {
        return taken;
      }
    }
    await(new Statement(connection, AWAIT_SERVER).with(before));
    return taken;
  }

  /**
   * Waits for what its server gives to a session at this moment. After this, what runs in a session
   * that is over is all there will be.
   *
   * @param connection in auto-commit mode
   */
  public static void awaitGiving(Connection connection, long session) throws SQLException {
    await(new Statement(connection, AWAIT_SERVER_OF).with(session));
  }

  private static void await(Statement lock) throws SQLException {
    try (lock;
        ResultSet row = lock.query()) {
      row.next();
    }
  }

  // A session whose lease is over is not revived: its worker has stopped its jobs by then.
  private static final String HEARTBEAT =
      """
      update worker_session s
      set heartbeat_at = t, expires_at = t + ? * interval '1 millisecond'
      from unnest(?::bigint[]) h (id), farm_clock() t
      where s.id = h.id and s.ended_at is null and s.expires_at > t
      returning s.id, coalesce(s.served_by, 0), %s
      """
          .formatted(Standings.IS_ACTIVE);

  /**
   * A session whose lease was renewed.
   *
   * @param server the number of the server that gives it work; 0 for none
   * @param active whether its worker may be given work
   */
  public record Renewed(long server, boolean active) {}

  /** Renews the leases of sessions; those that are missing in the answer are over. */
  public static Map<Long, Renewed> heartbeat(Connection connection, long[] sessions, Duration lease)
      throws SQLException {
    Map<Long, Renewed> renewed = new HashMap<>();
    try (Statement heartbeat =
            new Statement(connection, HEARTBEAT).with(lease.toMillis()).with(sessions);
        ResultSet row = heartbeat.query()) {
      while (row.next()) {
        renewed.put(row.getLong(1), new Renewed(row.getLong(2), row.getBoolean(3)));
      }
    }
    return renewed;
  }

  private static final String READ_HELD =
      """
      select c.i, j.flags
      from unnest(?::bigint[], ?::int[], ?::int[], ?::bigint[]) with ordinality
          c (graph, job, attempt, session, i)
        join job j on j.graph = c.graph and j.job = c.job
      where j.state = 'running' and j.attempt = c.attempt and j.session = c.session
      """;

  /** An attempt that a worker holds and the farm knows, with its job's flags. */
  public record Known(int item, int flags) {}

  /** Of attempts that sessions say they hold, those that they do hold. */
  public static List<Known> readHeld(
      Connection connection, long[] graphs, int[] jobs, int[] attempts, long[] sessions)
      throws SQLException {
    List<Known> known = new ArrayList<>();
    try (Statement read =
            new Statement(connection, READ_HELD)
                .with(graphs)
                .with(jobs)
                .with(attempts)
                .with(sessions);
        ResultSet row = read.query()) {
      while (row.next()) {
        known.add(new Known(row.getInt(1) - 1, row.getInt(2)));
      }
    }
    return known;
  }

  private static final String OF_WORKER =
      "select id from worker_session where worker = ? and ended_at is null order by id";

  /** The sessions of a worker that are not over. */
  public static long[] ofWorker(Connection connection, String worker) throws SQLException {
    Longs sessions = new Longs();
    try (Statement read = new Statement(connection, OF_WORKER).with(worker);
        ResultSet row = read.query()) {
      while (row.next()) {
        sessions.add(row.getLong(1));
      }
    }
    return sessions.toArray();
  }

  private static final String END =
      "update worker_session set ended_at = farm_clock() where id = ? and ended_at is null";

  /** Ends a session: nothing of it is accepted from now on. Returns whether it was live. */
  public static boolean end(Connection connection, long session) throws SQLException {
    try (Statement end = new Statement(connection, END).with(session)) {
      return end.update() == 1;
    }
  }

  private static final String EXISTS = "select exists (select from worker_session where id = ?)";

  /** Whether there ever was such a session. */
  public static boolean exists(Connection connection, long session) throws SQLException {
    try (Statement read = new Statement(connection, EXISTS).with(session);
        ResultSet row = read.query()) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static final String END_EXPIRED =
      """
      update worker_session set ended_at = farm_clock()
      where id in (
        select id from worker_session
        where swept_at is null and ended_at is null and expires_at <= farm_clock()
        order by id limit ? for update skip locked)
      """;

  /** Ends sessions whose lease is over; at most {@code max}. Returns how many. */
  public static int endExpired(Connection connection, int max) throws SQLException {
    try (Statement end = new Statement(connection, END_EXPIRED).with(max)) {
      return end.update();
    }
  }

  private static final String UNSWEPT =
      """
      select id from worker_session
      where swept_at is null and ended_at is not null order by id limit ?
      """;

  /** Sessions that are over and may still have attempts that count as running. */
  public static Longs unswept(Connection connection, int max) throws SQLException {
    Longs sessions = new Longs();
    try (Statement read = new Statement(connection, UNSWEPT).with(max);
        ResultSet row = read.query()) {
      while (row.next()) {
        sessions.add(row.getLong(1));
      }
    }
    return sessions;
  }

  // The hot row has no index by session: the graphs in which the session claimed something are
  // read, 40 ms for 100,000 jobs, and only those that still have something running.
  private static final String RUNNING_IN =
      """
      select j.graph, j.job, j.attempt, j.nonce,
        (extract(epoch from farm_clock() - j.claimed_at) * 1000)::bigint
      from session_graph s
        join graph_progress p on p.graph = s.graph and p.running > 0
        join job j on j.graph = s.graph and j.session = s.session and j.state = 'running'
      where s.session = ?
      order by j.graph, j.job
      """;

  /** The attempts that run in a session. */
  public static List<Held> runningIn(Connection connection, long session) throws SQLException {
    List<Held> held = new ArrayList<>();
    try (Statement read = new Statement(connection, RUNNING_IN).with(session);
        ResultSet row = read.query()) {
      while (row.next()) {
        held.add(
            new Held(
                row.getLong(1),
                row.getInt(2),
                row.getInt(3),
                row.getObject(4, UUID.class),
                row.getLong(5)));
      }
    }
    return held;
  }

  private static final String SWEPT =
      """
      with s as (
        update worker_session set swept_at = farm_clock() where id = ? returning id)
      delete from session_graph g using s where g.session = s.id
      """;

  /** Notes that nothing runs in a session any more. */
  public static void swept(Connection connection, long session) throws SQLException {
    try (Statement swept = new Statement(connection, SWEPT).with(session)) {
      swept.update();
    }
  }
}
