package croft.store.embedded;

import java.time.Duration;

/** The wait between two looks at something that no one can be told about. */
final class Pause {
  private static final Duration SHORT = Duration.ofMillis(10);

  private Pause() {}

  static void shortly() {
    of(SHORT);
  }

  static void of(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while waiting for PostgreSQL", e);
    }
  }
}
