package croft.server.dispatch;

import croft.core.job.Outcome;
import croft.store.database.Database;
import croft.store.session.Sessions;
import croft.store.sql.Longs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions whose worker went silent, and the attempts of all sessions that are over. Safe to
 * run on every server at once: attempts are ended under their nonce.
 */
final class LeaseReaper {
  private static final Logger log = LoggerFactory.getLogger(LeaseReaper.class);

  /** Sessions in one pass. */
  private static final int BATCH_MAX = 1_000;

  private static final long ANSWER_SECONDS_MAX = 60;

  private final Database database;
  private final LeaseHealth health;
  private final SessionBook book;
  private final ParkedClaims parked;
  private final Batcher batcher;

  LeaseReaper(
      Database database,
      LeaseHealth health,
      SessionBook book,
      ParkedClaims parked,
      Batcher batcher) {
    this.parked = parked;
    this.database = database;
    this.health = health;
    this.book = book;
    this.batcher = batcher;
  }

  /** One pass. Returns whether there may be more at once. */
  boolean runOnce() throws SQLException, InterruptedException {
    Longs unswept;
    int ended = 0;
    try (Connection connection = database.connection()) {
      if (health.isTrusted()) {
        ended = Sessions.endExpired(connection, BATCH_MAX);
      }
      unswept = Sessions.unswept(connection, BATCH_MAX);
      health.succeeded();
    } catch (SQLException e) {
      health.failed();
      throw e;
    }
    if (ended > 0) {
      log.info("{} sessions of workers ended: no heartbeat for a whole lease", ended);
    }
    for (int at = 0; at < unswept.size(); at++) {
      sweep(unswept.get(at));
    }
    return unswept.size() == BATCH_MAX;
  }

  /** Ends the attempts of a session that is over. False if that must be tried again. */
  boolean sweep(long session) throws SQLException, InterruptedException {
    forget(session);
    List<Sessions.Held> running;
    try (Connection connection = database.connection()) {
      Sessions.awaitGiving(connection, session);
      running = Sessions.runningIn(connection, session);
    }
    List<CompletableFuture<End.Result>> answers = new ArrayList<>();
    for (Sessions.Held held : running) {
      End end = ended(session, held, new Outcome.Lost(), "the worker's session ended");
      if (!batcher.add(end)) {
        return false;
      }
      answers.add(end.answer());
    }
    for (CompletableFuture<End.Result> answer : answers) {
      try {
        answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        log.warn("attempts of session {} could not be ended yet: {}", session, e.getMessage());
        return false;
      }
    }
    try (Connection connection = database.connection()) {
      Sessions.swept(connection, session);
    }
    return true;
  }

  /** Gives nothing more to a session that is over: its parked claims would take jobs along. */
  void forget(long session) {
    book.end(session).forEach(claim -> claim.giveUp(parked));
  }

  /** The end of an attempt that no worker reports. */
  static End ended(long session, Sessions.Held held, Outcome outcome, String reason) {
    return new End(
        held.graph(),
        held.job(),
        held.attempt(),
        held.nonce(),
        session,
        outcome,
        0,
        reason,
        null,
        new CompletableFuture<>());
  }
}
