package croft.protocol.graphfile;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 90s}, {@code 1h30m}, {@code 500ms}, {@code 2d}. */
public final class Durations {
  static final String WORDS = "a duration like 90s, 20m, 1h30m or 2d";

  /** So many days still fit into a long of milliseconds. */
  private static final int DIGITS_MAX = 10;

  private static final String[] UNITS = {"d", "h", "m", "s", "ms"};
  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

  private Durations() {}

  /** Reads one; null when it is none. Each unit at most once, larger ones first. */
  public static @Nullable Duration parse(String text) {
    long millis = 0;
    int unit = 0;
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      if (end == at || end - at > DIGITS_MAX) {
        return null;
      }
      long number = Long.parseLong(text, at, end, 10);
      int letters = end;
      while (end < text.length() && text.charAt(end) >= 'a' && text.charAt(end) <= 'z') {
        end++;
      }
      while (unit < UNITS.length && !text.substring(letters, end).equals(UNITS[unit])) {
        unit++;
      }
      if (unit == UNITS.length) {
        return null;
      }
      millis += number * MILLIS[unit++];
      at = end;
    }
    return text.isEmpty() ? null : Duration.ofMillis(millis);
  }

  /** As {@link #parse} reads it. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    StringBuilder text = new StringBuilder();
    for (int unit = 0; unit < UNITS.length; unit++) {
      if (millis >= MILLIS[unit]) {
        text.append(millis / MILLIS[unit]).append(UNITS[unit]);
        millis %= MILLIS[unit];
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}
