package croft.store.database;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a failed statement means for whoever asked: the one place that reads PostgreSQL's error
 * codes (its manual, appendix A).
 */
public sealed interface SqlFailure {
  /** The code, five characters, or `?????` when there was none. */
  String code();

  /**
   * The database is away, restarting, failing over, or out of connections. After the loss of a
   * connection nobody knows whether a commit happened: only repeat what is safe to repeat.
   */
  record Unavailable(String code) implements SqlFailure {}

  /** Another transaction was in the way: nothing happened, and the same may go through now. */
  record Conflict(String code) implements SqlFailure {}

  /** The statement or a lock took longer than it may; nothing happened. */
  record TooSlow(String code) implements SqlFailure {}

  /** No space, or no memory: nothing happened, and it works again when someone made room. */
  record NoSpace(String code) implements SqlFailure {}

  /**
   * The database refused the data: a constraint, a value out of range, a rule of a trigger.
   *
   * @param constraint the constraint's name, when there is one
   */
  record Refused(String code, Optional<String> constraint) implements SqlFailure {}

  /** The server's files are damaged, or it says so. A person must look. */
  record Damaged(String code) implements SqlFailure {}

  /** Anything else: a mistake in this program or in the database's set-up. */
  record Fault(String code) implements SqlFailure {}

  /** Whether the same work may be tried again later, unchanged. */
  default boolean mayBeRepeated() {
    return switch (this) {
      case Unavailable _, Conflict _, TooSlow _, NoSpace _ -> true;
      case Refused _, Damaged _, Fault _ -> false;
    };
  }

  /** When to try again, if at all. */
  default Optional<Duration> retryAfter() {
    return switch (this) {
      case Conflict _ -> Optional.of(Duration.ofSeconds(1));
      case Unavailable _, TooSlow _ -> Optional.of(Duration.ofSeconds(2));
      case NoSpace _ -> Optional.of(Duration.ofSeconds(30));
      case Refused _, Damaged _, Fault _ -> Optional.empty();
    };
  }

  /** Finds the first cause that says what happened. */
  static SqlFailure of(Throwable thrown) {
    SqlFailure unclear = new Fault("?????");
    Set<Throwable> seen = new HashSet<>();
    for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        SqlFailure failure = of(sql);
        if (!(failure instanceof Fault)) {
          return failure;
        }
        unclear = failure;
      }
    }
    return unclear;
  }

  private static SqlFailure of(SQLException exception) {
    @Nullable String state = exception.getSQLState();
    if (state == null || state.length() != 5) {
      // The pool's own: no connection in time. The driver's: the socket broke.
      return exception instanceof SQLTransientConnectionException
              || exception instanceof SQLNonTransientConnectionException
              || exception.getCause() instanceof IOException
          ? new Unavailable("?????")
          : new Fault("?????");
    }
    return switch (state) {
      // query_canceled is what statement_timeout gives; lock_not_available is lock_timeout.
      case "57014", "55P03" -> new TooSlow(state);
      case "40001", "40P01" -> new Conflict(state);
      // Connected to a standby: a fail-over is under way.
      case "25006" -> new Unavailable(state);
      // Ended by idle_in_transaction_session_timeout and its kin: the connection is gone.
      case "25P03", "25P04", "57P05" -> new Unavailable(state);
      // admin_shutdown, crash_shutdown, cannot_connect_now
      case "57P01", "57P02", "57P03" -> new Unavailable(state);
      case "53300" -> new Unavailable(state);
      case "53000", "53100", "53200", "53400" -> new NoSpace(state);
      // io_error, undefined_file
      case "58030", "58P01" -> new Damaged(state);
      default -> byClass(state, exception);
    };
  }

  private static SqlFailure byClass(String state, SQLException exception) {
    return switch (state.substring(0, 2)) {
      case "08" -> new Unavailable(state);
      case "40" -> new Conflict(state);
      case "22", "23", "P0" -> new Refused(state, constraint(exception));
      case "XX" -> damagedOrFault(state);
      default -> new Fault(state);
    };
  }

  private static SqlFailure damagedOrFault(String state) {
    // data_corrupted, index_corrupted; XX000 is any internal error.
    return state.equals("XX000") ? new Fault(state) : new Damaged(state);
  }

  private static Optional<String> constraint(SQLException exception) {
    return exception instanceof org.postgresql.util.PSQLException postgres
            && postgres.getServerErrorMessage() != null
        ? Optional.ofNullable(postgres.getServerErrorMessage().getConstraint())
        : Optional.empty();
  }
}
