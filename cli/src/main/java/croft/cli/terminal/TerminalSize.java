package croft.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How wide the terminal is, asked again now and then since people resize windows. Java itself
 * cannot say; {@code stty} is on every system that has terminals.
 */
public final class TerminalSize {
  private static final int UNKNOWN = 80;
  private static final Duration FRESH = Duration.ofSeconds(3);

  private final InstantSource clock;
  private @Nullable Instant askedAt;
  private int columns = UNKNOWN;

  public TerminalSize(InstantSource clock) {
    this.clock = clock;
  }

  /** In cells; 80 where nobody says. */
  public synchronized int columns() {
    Instant now = clock.instant();
    if (askedAt == null || Duration.between(askedAt, now).compareTo(FRESH) > 0) {
      askedAt = now;
      columns = ask();
    }
    return columns;
  }

  private static int ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var out = stty.getInputStream()) {
        String[] size =
            new String(out.readAllBytes(), StandardCharsets.US_ASCII).strip().split(" ");
        if (stty.waitFor(1, TimeUnit.SECONDS) && size.length == 2) {
          int columns = Integer.parseInt(size[1]);
          return columns > 0 ? columns : UNKNOWN;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return UNKNOWN;
  }
}
