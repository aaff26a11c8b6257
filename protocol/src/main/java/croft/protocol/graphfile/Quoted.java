package croft.protocol.graphfile;

/** Pieces of a file inside messages: short, on one line, and harmless to print. */
final class Quoted {
  private static final int CHARS_MAX = 60;

  private Quoted() {}

  /** The text in double quotes. */
  static String text(String text) {
    return '"' + plain(text) + '"';
  }

  /** The text, shortened, with anything that is not printable ASCII or a letter as {@code ?}. */
  static String plain(String text) {
    int length = Math.min(text.length(), CHARS_MAX);
    StringBuilder out = new StringBuilder(length + 3);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      out.append((c >= ' ' && c < 127) || Character.isLetterOrDigit(c) ? c : '?');
    }
    return text.length() > CHARS_MAX ? out.append("...").toString() : out.toString();
  }
}
