package croft.cli.terminal;

import org.jspecify.annotations.Nullable;

/**
 * Text that came from elsewhere, made safe to print: what would move the cursor, change the
 * terminal or turn the reading direction is shown as what it is instead of being done.
 */
public final class Shown {
  private Shown() {}

  /** For one line: line breaks and tabs are shown as escapes, too. */
  public static String line(String text) {
    return escape(text, false, false);
  }

  /** As {@link #line}, with a dash for what is absent. */
  public static String orDash(@Nullable String text) {
    return text == null || text.isEmpty() ? "-" : line(text);
  }

  /**
   * For several lines, such as a piece of a log.
   *
   * @param colours whether the escape sequences that only choose colours are kept
   */
  public static String lines(String text, boolean colours) {
    return escape(text, true, colours);
  }

  private static String escape(String text, boolean breaks, boolean colours) {
    int i = firstUnsafe(text, breaks, 0);
    if (i < 0) {
      return text;
    }
    var out = new StringBuilder(text.length() + 16);
    int from = 0;
    for (; i >= 0; i = firstUnsafe(text, breaks, from)) {
      out.append(text, from, i);
      int end = colours ? colourEnd(text, i) : -1;
      if (end > 0) {
        out.append(text, i, end);
        from = end;
      } else if (text.charAt(i) == '\r' && breaks) {
        // A progress bar that rewrites its line: each state becomes a line of its own.
        boolean pair = i + 1 < text.length() && text.charAt(i + 1) == '\n';
        out.append(pair ? "" : "\n");
        from = i + 1;
      } else {
        out.append(name(text.charAt(i)));
        from = i + 1;
      }
    }
    return out.append(text, from, text.length()).toString();
  }

  private static int firstUnsafe(String text, boolean breaks, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        continue;
      }
      if (breaks && (c == '\n' || c == '\t')) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      if (c < ' ' || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c) || turns(c)) {
        return i;
      }
    }
    return -1;
  }

  /** Marks that change the order in which text is read, and line ends in disguise. */
  private static boolean turns(char c) {
    return (c >= '\u202a' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\u200e'
        || c == '\u200f'
        || c == '\u061c'
        || c == '\u2028'
        || c == '\u2029'
        || c == '\ufeff';
  }

  private static String name(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\u001b' -> "\\e";
      default -> c < 0x100 ? "\\x%02x".formatted((int) c) : "\\u%04x".formatted((int) c);
    };
  }

  /** The end of a sequence ESC [ digits and semicolons m that begins at i; -1 if there is none. */
  private static int colourEnd(String text, int i) {
    if (text.charAt(i) != '\u001b' || i + 1 >= text.length() || text.charAt(i + 1) != '[') {
      return -1;
    }
    for (int end = i + 2; end < text.length() && end < i + 24; end++) {
      char c = text.charAt(end);
      if (c == 'm') {
        return end + 1;
      }
      if (c != ';' && (c < '0' || c > '9')) {
        return -1;
      }
    }
    return -1;
  }
}
