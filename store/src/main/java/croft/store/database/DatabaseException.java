package croft.store.database;

import org.jspecify.annotations.Nullable;

/**
 * The database cannot be used as it is: not reachable, not let in, too old, or of another schema.
 * The message is for the person who runs the farm, and says what to do.
 */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DatabaseException(String message) {
    this(message, null);
  }

  public DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
