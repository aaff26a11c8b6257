package croft.server.dispatch;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;

/** Carries the database's failures through interfaces that do not name them. */
public final class Failures {
  /** A failure of the database; its cause says which. Answered as 503, 507 or 500. */
  public static final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    DatabaseFailure(SQLException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Work that may fail in the database or be interrupted. */
  public interface Work<T> {
    T run() throws SQLException, InterruptedException;
  }

  private Failures() {}

  /** Runs work; what the database refuses comes out as {@link DatabaseFailure}. */
  public static <T> T unchecked(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new DatabaseFailure(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseFailure(new SQLException("the server is stopping", "57P01", e));
    }
  }

  /** The cause of a future's failure, as the database's if it was one. */
  static SQLException cause(ExecutionException e) {
    return e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause());
  }
}
