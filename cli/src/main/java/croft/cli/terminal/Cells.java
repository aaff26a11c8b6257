package croft.cli.terminal;

/** How many character cells of a terminal a text takes. */
public final class Cells {
  private static final char ELLIPSIS = '…';

  private Cells() {}

  /** The width of a text without escape sequences. */
  public static int width(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      width += width(c);
      i += Character.charCount(c);
    }
    return width;
  }

  /** The text, or its beginning and an ellipsis if it is wider. */
  public static String cut(String text, int max) {
    if (width(text) <= max) {
      return text;
    }
    int width = 0;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      if (width + width(c) > max - 1) {
        break;
      }
      width += width(c);
      end += Character.charCount(c);
    }
    return text.substring(0, end) + ELLIPSIS;
  }

  /** As {@link #cut}, but keeps the end, which tells keys of one matrix apart. */
  public static String cutMiddle(String text, int max) {
    int width = width(text);
    if (width <= max || max < 6) {
      return cut(text, max);
    }
    int tail = (max - 1) / 2;
    int from = text.length();
    for (int taken = 0; from > 0; ) {
      int c = text.codePointBefore(from);
      taken += width(c);
      if (taken > tail) {
        break;
      }
      from -= Character.charCount(c);
    }
    String head = cut(text, max - tail);
    return head + text.substring(from);
  }

  static String padded(String text, int width, boolean right) {
    String space = " ".repeat(Math.max(0, width - width(text)));
    return right ? space + text : text + space;
  }

  private static int width(int c) {
    if (c < 0x300) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  // The blocks that terminals draw two cells wide; ambiguous ones count as narrow.
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115f)
        || (c >= 0x2e80 && c <= 0xa4cf)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe6f)
        || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6)
        || (c >= 0x1f300 && c <= 0x1f64f)
        || (c >= 0x1f680 && c <= 0x1f9ff)
        || (c >= 0x20000 && c <= 0x3fffd);
  }
}
