package croft.protocol.graphfile;

import org.jspecify.annotations.Nullable;

/**
 * A pattern over keys, or over paths of files: {@code *} is any run of characters inside one part,
 * {@code **} any run, across parts too, {@code ?} any one character but {@code /}. There is no
 * escape. Not for several threads at once.
 */
public final class Glob {
  private final String pattern;
  private final String prefix;
  private long steps;

  /** Reads a pattern; every text is one. */
  public Glob(String pattern) {
    this.pattern = pattern;
    int end = 0;
    while (end < pattern.length() && !isWild(pattern.charAt(end))) {
      end++;
    }
    this.prefix = pattern.substring(0, end);
  }

  /** Whether a text is a glob and not simply a name. */
  public static boolean is(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  /** What is wrong with a glob or name, as the end of a sentence; null when nothing is. */
  static @Nullable String fault(String text) {
    return NameRule.fault(is(text) ? text.replace('*', 'x').replace('?', 'x') : text);
  }

  private static boolean isWild(char c) {
    return c == '*' || c == '?';
  }

  /** What every match starts with. */
  public String prefix() {
    return prefix;
  }

  /** Whether it may match keys below a key: {@code key/…}. */
  public boolean reachesBelow(String key) {
    String below = key + "/";
    return below.startsWith(prefix) || prefix.startsWith(below);
  }

  /** Characters compared so far; roughly, when several threads use it. */
  long steps() {
    return steps;
  }

  /**
   * Whether it matches a key. Takes at most as many steps as both lengths and the key's multiplied.
   * Goes back to the last star only, and when that may not grow over a slash, to the last double
   * star: enough, as an earlier star could take no other run that helps.
   */
  public boolean matches(String key) {
    if (!key.startsWith(prefix)) {
      steps++;
      return false;
    }
    int p = prefix.length();
    int k = prefix.length();
    int star = -1;
    int starKey = -1;
    int doubleStar = -1;
    int doubleStarKey = -1;
    while (true) {
      steps++;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        if (p + 1 < pattern.length() && pattern.charAt(p + 1) == '*') {
          while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
          }
          doubleStar = p;
          doubleStarKey = k;
          star = -1;
        } else {
          star = ++p;
          starKey = k;
        }
      } else if (p < pattern.length()
          && k < key.length()
          && fits(pattern.charAt(p), key.charAt(k))) {
        p++;
        k++;
      } else if (p == pattern.length() && k == key.length()) {
        return true;
      } else if (star >= 0 && starKey < key.length() && key.charAt(starKey) != '/') {
        p = star;
        k = ++starKey;
      } else if (doubleStar >= 0 && doubleStarKey < key.length()) {
        p = doubleStar;
        k = ++doubleStarKey;
        star = -1;
      } else {
        return false;
      }
    }
  }

  private static boolean fits(char wanted, char c) {
    return wanted == c || (wanted == '?' && c != '/');
  }
}
