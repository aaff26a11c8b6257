package croft.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What keys, names and labels look like: letters, digits and {@code . _ / = -}, at most {@value
 * Limits#KEY_BYTES_MAX} bytes, never {@code ..}; and what a relative file name looks like.
 */
public final class Name {
  private Name() {}

  /**
   * What is wrong with the key of a job, a label, or a name.
   *
   * @return a sentence without subject ({@code has a space at character 4}), null if all is well
   */
  public static @Nullable String fault(String name) {
    if (name.isEmpty()) {
      return "is empty";
    }
    if (name.length() > Limits.KEY_BYTES_MAX) {
      return Limits.exceeded("has", name.length(), "bytes", Limits.KEY_BYTES_MAX);
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isNameCharacter(c)) {
        return "has %s at character %d; allowed are letters, digits and . _ / = -"
            .formatted(show(c), i + 1);
      }
      if (c == '.' && i > 0 && name.charAt(i - 1) == '.') {
        return "contains '..'";
      }
    }
    return null;
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '/'
        || c == '='
        || c == '-';
  }

  /**
   * What is wrong with the name of an artifact, which is the relative path of a file: no empty
   * segment, no {@code .} or {@code ..}, no backslash, no control character, no lone surrogate, at
   * most {@value Limits#ARTIFACT_NAME_BYTES_MAX} bytes of UTF-8.
   *
   * @return a sentence without subject, null if all is well
   */
  public static @Nullable String fileFault(String path) {
    if (path.isEmpty()) {
      return "is empty";
    }
    if (path.charAt(0) == '/') {
      return "is absolute; give it relative to the work folder";
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (Character.isISOControl(c) || c == '\\') {
        return "has %s at character %d".formatted(show(c), i + 1);
      }
    }
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty()) {
        return "has an empty folder name";
      }
      if (segment.equals(".") || segment.equals("..")) {
        return "contains '" + segment + "'";
      }
    }
    return textFault(path, Limits.ARTIFACT_NAME_BYTES_MAX);
  }

  /**
   * What is wrong with a text that people read or that a program is given: no NUL, no half of a
   * surrogate pair (PostgreSQL and UTF-8 have neither), not longer than allowed in UTF-8.
   *
   * @return a sentence without subject, null if all is well
   */
  public static @Nullable String textFault(String text, int bytesMax) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "has NUL at character " + (i + 1);
      }
      if (!Character.isSurrogate(c)) {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        continue;
      }
      if (!isPairAt(text, i) && (i == 0 || !isPairAt(text, i - 1))) {
        return "has half of a surrogate pair at character " + (i + 1);
      }
      bytes += 2;
    }
    return bytes > bytesMax ? Limits.exceeded("has", bytes, "bytes", bytesMax) : null;
  }

  private static boolean isPairAt(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }

  private static String show(char c) {
    return c == ' ' ? "a space" : c > ' ' && c < 0x7f ? "'" + c + "'" : "U+%04X".formatted((int) c);
  }
}
