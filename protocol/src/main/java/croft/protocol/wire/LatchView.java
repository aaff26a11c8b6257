package croft.protocol.wire;

import croft.protocol.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A named state of a project that breakpoints and submissions can be bound to.
 *
 * @param name of the latch, such as a branch
 * @param open whether what is bound to it goes on
 * @param reason why; null if nobody said
 * @param author who set it last
 * @param changedAt when it last went from open to closed, or back
 */
public record LatchView(
    String name, boolean open, @Nullable String reason, String author, Instant changedAt) {
  public LatchView {
    Check.name("name", name);
    Check.optionalText("reason", reason, Limits.TEXT_BYTES_MAX);
    Check.present("author", author);
    Check.present("changedAt", changedAt);
  }
}
