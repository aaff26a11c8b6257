package croft.protocol.graphfile;

import org.jspecify.annotations.Nullable;

/** What keys, labels, tags and names look like. */
final class NameRule {
  static final String WORDS = "letters, digits and . _ / = -";

  private static final boolean[] ALLOWED = new boolean[128];

  static {
    for (char c = 0; c < 128; c++) {
      ALLOWED[c] = Character.isLetterOrDigit(c) || "._/=-".indexOf(c) >= 0;
    }
  }

  private NameRule() {}

  /** What is wrong with a name, as the end of a sentence; null when nothing is. */
  static @Nullable String fault(String name) {
    int length = name.length();
    if (length == 0) {
      return "is empty";
    }
    char before = '/';
    for (int i = 0; i < length; i++) {
      char c = name.charAt(i);
      if (c >= 128 || !ALLOWED[c]) {
        return "has " + named(name.codePointAt(i)) + "; allowed are " + WORDS;
      }
      if (c == '/' && before == '/') {
        return i == 0 ? "starts with /" : "has two / in a row";
      }
      if (c == '.' && before == '.') {
        return "has .. in it, which is refused as it means the parent folder";
      }
      before = c;
    }
    if (before == '/') {
      return "ends with /";
    }
    // Each allowed character is one byte.
    return length > GraphFileLimits.NAME_BYTES_MAX
        ? "has %,d characters; the limit is %,d".formatted(length, GraphFileLimits.NAME_BYTES_MAX)
        : null;
  }

  private static String named(int c) {
    return switch (c) {
      case ' ' -> "a space";
      case '\t' -> "a tab";
      case '\n', '\r' -> "a line break";
      default -> c > ' ' && c < 127 ? Character.toString(c) : "U+%04X".formatted(c);
    };
  }
}
