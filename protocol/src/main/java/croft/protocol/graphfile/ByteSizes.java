package croft.protocol.graphfile;

import java.util.Map;

/** Amounts of memory as people write them: {@code 2Gi}, {@code 512Mi}, {@code 2G}. */
final class ByteSizes {
  static final String WORDS = "an amount of memory like 512Mi or 2Gi";

  private static final Map<String, Long> UNITS =
      Map.of(
          "",
          1L,
          "Ki",
          1L << 10,
          "Mi",
          1L << 20,
          "Gi",
          1L << 30,
          "Ti",
          1L << 40,
          "k",
          1_000L,
          "M",
          1_000_000L,
          "G",
          1_000_000_000L,
          "T",
          1_000_000_000_000L);

  private ByteSizes() {}

  /** Reads one; −1 when it is none. More than a long holds is {@link Long#MAX_VALUE}. */
  static long parse(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    Long unit = UNITS.get(text.substring(end));
    if (end == 0 || unit == null) {
      return -1;
    }
    if (end > 15) {
      return Long.MAX_VALUE;
    }
    long number = Long.parseLong(text, 0, end, 10);
    return number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
  }

  /** As {@link #parse} reads it. */
  static String format(long bytes) {
    for (String unit : new String[] {"Ti", "Gi", "Mi", "Ki"}) {
      long size = UNITS.getOrDefault(unit, 1L);
      if (bytes % size == 0) {
        return bytes / size + unit;
      }
    }
    return Long.toString(bytes);
  }
}
