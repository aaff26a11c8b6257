package croft.server.dispatch;

import croft.store.database.Database;
import croft.store.session.Sessions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this server knows of sessions: the worker's offer, and which attempts it was given. Read
 * from the rows at a session's first call here, so that it survives a restart, and anew when the
 * worker was at another server meanwhile: in the database each session is taken by one server, and
 * a batch gives nothing to a session that another one has taken. Safe for use by many threads.
 */
final class SessionBook {
  /** An attempt's name. */
  record Key(long graph, int job, int attempt) {}

  /**
   * An attempt that a session was given.
   *
   * @param request the claim that it answered; null if that was before this server knew the session
   */
  record Given(UUID nonce, long sinceNanos, @Nullable UUID request) {}

  /** A session as this server knows it. */
  static final class Booked {
    private final Sessions.Session session;
    private final Map<Key, Given> given = new ConcurrentHashMap<>();
    private final Set<Long> graphs = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Claim> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable UUID latestRequest;

    Booked(Sessions.Session session) {
      this.session = session;
    }

    Sessions.Session session() {
      return session;
    }

    Map<Key, Given> given() {
      return given;
    }

    /** The worker claims: it has read the answers to its earlier claims. */
    void claims(UUID request) {
      latestRequest = request;
    }

    /** Whether the worker has claimed again since it was given the attempt. */
    boolean hasClaimedSince(Given given) {
      UUID latest = latestRequest;
      return given.request != null && latest != null && !given.request.equals(latest);
    }

    /** Claims of the session that wait for an answer, by their request. */
    Map<UUID, Claim> waiting() {
      return waiting;
    }

    /** The attempts that a claim's request was given, and is given again now. */
    List<Claim.Taken> givenTo(UUID request, int slots) {
      List<Claim.Taken> taken = new ArrayList<>();
      for (int number = 0; number < slots; number++) {
        UUID nonce = Claim.nonce(session.id(), request, number);
        given.forEach(
            (key, attempt) -> {
              if (attempt.nonce.equals(nonce)) {
                taken.add(new Claim.Taken(key.graph, key.job, key.attempt, nonce));
                // This answer is under way from now on: a heartbeat that was sent before it arrives
                // does not list the attempt.
                given.replace(key, attempt, new Given(nonce, System.nanoTime(), request));
              }
            });
      }
      return taken;
    }
  }

  private final Database database;
  private final long server = new SecureRandom().nextLong();
  private final long startNanos = System.nanoTime();
  private final Map<Long, Booked> sessions = new ConcurrentHashMap<>();

  SessionBook(Database database) {
    this.database = database;
  }

  /** The number by which sessions that this server serves are known in the database. */
  long server() {
    return server;
  }

  /** The session; null when it is over or never was. */
  @Nullable Booked get(long id) throws SQLException {
    Booked known = sessions.get(id);
    if (known != null) {
      return known;
    }
    try (Connection connection = database.connection()) {
      Sessions.Session session = Sessions.take(connection, id, server);
      if (session == null) {
        return null;
      }
      Booked booked = new Booked(session);
      long now = System.nanoTime();
      for (Sessions.Held held : Sessions.runningIn(connection, id)) {
        // Not since now: a worker that moves to and fro would never be taken at its word. But while
        // no server was there, no worker could ask again for what it was given.
        long since = Math.max(now - TimeUnit.MILLISECONDS.toNanos(held.heldMs()), startNanos);
        booked.given.put(
            new Key(held.graph(), held.job(), held.attempt()),
            new Given(held.nonce(), since, null));
      }
      Booked before = sessions.putIfAbsent(id, booked);
      return before == null ? booked : before;
    }
  }

  /** Whether this server has served the session and not forgotten it. */
  boolean knows(long session) {
    return sessions.containsKey(session);
  }

  /** Notes what a claim got. */
  void gave(Claim claim, List<Claim.Taken> taken) {
    Booked booked = sessions.get(claim.session());
    if (booked != null) {
      long now = System.nanoTime();
      for (Claim.Taken job : taken) {
        booked.given.put(
            new Key(job.graph(), job.job(), job.attempt()),
            new Given(job.nonce(), now, claim.request()));
        booked.graphs.add(job.graph());
      }
    }
  }

  /** Whether it is on record in the database that the session claimed something in the graph. */
  boolean isOnRecord(long session, long graph) {
    Booked booked = sessions.get(session);
    return booked != null && booked.graphs.contains(graph);
  }

  /** Notes that an attempt is over. */
  void ended(End end) {
    Booked booked = sessions.get(end.session());
    if (booked != null) {
      booked.given.remove(new Key(end.graph(), end.job(), end.attempt()));
    }
  }

  /** Forgets a session: what it was given is not certain and must be read again. */
  void forget(long session) {
    sessions.remove(session);
  }

  /**
   * Forgets a session that is over.
   *
   * @return its claims that still wait: nobody may be given work for it any more
   */
  Collection<Claim> end(long session) {
    Booked booked = sessions.remove(session);
    return booked == null ? List.of() : booked.waiting.values();
  }

  int size() {
    return sessions.size();
  }
}
