package croft.store.database;

import java.time.Duration;

/**
 * How long each kind of connection may wait. The server's limits are shorter than the socket's, so
 * that a slow statement is ended by the server, which then tells; the socket's is for a server or a
 * network that has gone silent.
 *
 * @param statement one statement
 * @param lock one lock
 * @param idleInTransaction between two statements of a transaction, which holds locks meanwhile
 * @param socket any answer
 */
record Timeouts(Duration statement, Duration lock, Duration idleInTransaction, Duration socket) {
  /** A connection made. */
  static final Duration CONNECT = Duration.ofSeconds(5);

  /** Batches of some milliseconds; what waits for longer holds up everybody. */
  static final Timeouts HOT =
      new Timeouts(
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30));

  /** A submission of a million jobs is the slowest: 5 s where nothing else runs. */
  static final Timeouts ORDINARY =
      new Timeouts(
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(90));

  /** Migrations, backups and restores read or write everything. */
  static final Timeouts LONG =
      new Timeouts(
          Duration.ofHours(6), Duration.ofSeconds(60), Duration.ofHours(1), Duration.ofHours(6));

  /** The statement that sets the server's part for a connection. */
  String sql() {
    return "set statement_timeout = %d; set lock_timeout = %d; set idle_in_transaction_session_timeout = %d"
        .formatted(statement.toMillis(), lock.toMillis(), idleInTransaction.toMillis());
  }
}
