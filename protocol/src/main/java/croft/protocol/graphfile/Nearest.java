package croft.protocol.graphfile;

import org.jspecify.annotations.Nullable;

/** Finds the known word that a misspelt one most likely stands for. For one thread. */
public final class Nearest {
  /** Words looked at for one file; suggestions for a million jobs are not worth a second. */
  private static final int LOOKED_AT_MAX = 300_000;

  private int left = LOOKED_AT_MAX;

  /** The nearest, or null when nothing is near enough. */
  public @Nullable String of(String word, Iterable<String> known) {
    int best = 1 + Math.min(3, word.length() / 3);
    String nearest = null;
    for (String candidate : known) {
      if (--left < 0) {
        break;
      }
      if (Math.abs(candidate.length() - word.length()) < best
          && word.length() <= GraphFileLimits.NAME_BYTES_MAX) {
        int distance = distance(word, candidate, best);
        if (distance < best) {
          best = distance;
          nearest = candidate;
        }
      }
    }
    return nearest;
  }

  /** {@code ; did you mean "x"?}, or nothing. */
  String suggestion(String word, Iterable<String> known) {
    String nearest = of(word, known);
    return nearest == null ? "" : "; did you mean \"" + nearest + "\"?";
  }

  /**
   * How many letters to add, drop, change or swap with their neighbour; or limit when not fewer.
   */
  private static int distance(String a, String b, int limit) {
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      int least = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        row[j] = Math.min(last[j - 1] + (same ? 0 : 1), 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
        least = Math.min(least, row[j]);
      }
      if (least >= limit) {
        return limit;
      }
      int[] spare = before;
      before = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
