package croft.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Durations as people say them: two units at most, the coarser the longer. */
public final class Elapsed {
  private Elapsed() {}

  /** {@code 0.4 s}, {@code 12 s}, {@code 1 min 05 s}, {@code 2 h 03 min}, {@code 3 d 04 h}. */
  public static String text(Duration duration) {
    long ms = Math.max(0, duration.toMillis());
    if (ms < 9_950) {
      return String.format(Locale.ROOT, "%.1f s", ms / 1_000.0);
    }
    return whole(Duration.ofSeconds((ms + 500) / 1_000));
  }

  /** As {@link #text}, without tenths: for numbers that are redrawn while they grow. */
  public static String whole(Duration duration) {
    long s = Math.max(0, duration.toSeconds());
    if (s < 60) {
      return s + " s";
    }
    if (s < 3_600) {
      return "%d min %02d s".formatted(s / 60, s % 60);
    }
    if (s < 86_400) {
      return "%d h %02d min".formatted(s / 3_600, s / 60 % 60);
    }
    return "%d d %02d h".formatted(s / 86_400, s / 3_600 % 24);
  }

  /** {@code 0:07}, {@code 12:30}, {@code 1:02:03}: for columns and running clocks. */
  public static String clock(Duration duration) {
    long s = Math.max(0, duration.toSeconds());
    return s < 3_600
        ? "%d:%02d".formatted(s / 60, s % 60)
        : "%d:%02d:%02d".formatted(s / 3_600, s / 60 % 60, s % 60);
  }

  /** How long ago something was, in one unit: {@code 12 s ago}; a dash if it was not. */
  public static String ago(@Nullable Instant then, Instant now) {
    if (then == null) {
      return "-";
    }
    long s = Math.max(0, Duration.between(then, now).toSeconds());
    if (s < 60) {
      return s + " s ago";
    }
    if (s < 3_600) {
      return s / 60 + " min ago";
    }
    return s < 2 * 86_400 ? s / 3_600 + " h ago" : s / 86_400 + " d ago";
  }
}
