package croft.store.query;

/**
 * A pattern over keys or names, as graph files have them: {@code *} is any run of characters inside
 * one part, {@code **} any run, across parts too, {@code ?} any one character but {@code /}.
 *
 * @param prefix what every match starts with: a range of the index
 * @param regex what every match is, for PostgreSQL
 * @param exact whether it has no wildcard
 */
public record KeyGlob(String prefix, String regex, boolean exact) {
  /** Reads a pattern; every text is one. */
  public static KeyGlob of(String pattern) {
    int end = 0;
    while (end < pattern.length() && pattern.charAt(end) != '*' && pattern.charAt(end) != '?') {
      end++;
    }
    StringBuilder regex = new StringBuilder("^");
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*' && i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
        while (i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
          i++;
        }
        regex.append(".*");
      } else if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else {
        if (c < 0x80 && !Character.isLetterOrDigit(c)) {
          regex.append('\\');
        }
        regex.append(c);
      }
    }
    return new KeyGlob(
        pattern.substring(0, end), regex.append('$').toString(), end == pattern.length());
  }

  /** The first text, by bytes, behind all that start with the prefix; for a half-open range. */
  String behindPrefix() {
    // Keys are ASCII; U+10FFFF sorts behind every character in UTF-8 too.
    return prefix + "\uDBFF\uDFFF";
  }
}
