package croft.protocol.wire;

import croft.protocol.Limits;
import java.time.Instant;

/**
 * Whether a worker is given work, since when, and why.
 *
 * @param worker its name
 * @param standing what it is
 * @param reason why; empty if nobody said, as may be when it is active again
 * @param author who set it
 * @param changedAt when
 */
public record StandingView(
    String worker, Standing standing, String reason, String author, Instant changedAt) {
  public StandingView {
    Check.name("worker", worker);
    Check.present("standing", standing);
    Check.text("reason", reason, Limits.TEXT_BYTES_MAX);
    Check.present("author", author);
    Check.present("changedAt", changedAt);
  }
}
