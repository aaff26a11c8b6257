package croft.store.query;

import java.sql.SQLException;

/** A read failed; {@link croft.store.database.SqlFailure#of} says what that means. */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  QueryException(SQLException cause) {
    super(cause.getMessage(), cause);
  }
}
