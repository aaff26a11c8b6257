package croft.store.embedded;

import org.jspecify.annotations.Nullable;

/**
 * The embedded PostgreSQL cannot be started, kept or stopped. The message is for the person who
 * runs the farm: what happened, where, and what to do next.
 */
public class EmbeddedPostgresException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedPostgresException(String message) {
    this(message, null);
  }

  EmbeddedPostgresException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
