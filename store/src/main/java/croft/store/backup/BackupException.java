package croft.store.backup;

import org.jspecify.annotations.Nullable;

/**
 * A backup could not be made or restored. Nothing was changed in the database. The message says
 * what, where, and what to do.
 */
public final class BackupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BackupException(String message) {
    this(message, null);
  }

  BackupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
