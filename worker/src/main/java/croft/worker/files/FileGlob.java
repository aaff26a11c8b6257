package croft.worker.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pattern over paths relative to a work folder. {@code *} is any run of characters within a name,
 * {@code ?} one character, {@code [a-z]} and {@code [!a-z]} one of a set, {@code **} as a whole
 * name any number of folders, {@code {a,b}} either. A pattern whose last name is plain, or that
 * ends with {@code /}, also takes everything below a folder of that name. Matching never takes
 * longer than pattern × path.
 */
public final class FileGlob {

  /** More would be a matrix of braces, whose product explodes. */
  private static final int ALTERNATIVES_MAX = 64;

  private static final String ANY_FOLDERS = "**";

  private final String pattern;
  private final List<List<String>> alternatives;

  /**
   * @throws IllegalArgumentException when the pattern leaves the work folder or cannot be read; the
   *     message is a sentence that names it
   */
  public FileGlob(String pattern) {
    this.pattern = pattern;
    this.alternatives = expand(pattern).stream().map(text -> names(pattern, text)).toList();
  }

  private static List<String> expand(String pattern) {
    List<String> done = new ArrayList<>();
    List<String> open = new ArrayList<>(List.of(pattern));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      int from = next.indexOf('{');
      int to = next.indexOf('}', from + 1);
      if (from < 0 || to < 0) {
        done.add(next);
      } else {
        // The innermost pair first.
        int innermost = next.lastIndexOf('{', to);
        for (String choice : next.substring(innermost + 1, to).split(",", -1)) {
          open.add(next.substring(0, innermost) + choice + next.substring(to + 1));
        }
      }
      if (open.size() + done.size() > ALTERNATIVES_MAX) {
        throw new IllegalArgumentException(
            "The pattern '%s' has more than %d alternatives.".formatted(pattern, ALTERNATIVES_MAX));
      }
    }
    return done;
  }

  private static List<String> names(String pattern, String text) {
    if (text.startsWith("/")) {
      throw new IllegalArgumentException(
          "The pattern '" + pattern + "' is absolute; give it relative to the work folder.");
    }
    List<String> names = new ArrayList<>();
    String[] parts = text.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (part.equals("..")) {
        throw new IllegalArgumentException(
            "The pattern '" + pattern + "' leaves the work folder by '..'.");
      }
      boolean last = i == parts.length - 1;
      if (part.isEmpty() && last && !names.isEmpty()) {
        names.add(ANY_FOLDERS);
      } else if (!part.isEmpty() && !part.equals(".")) {
        names.add(part);
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("The pattern '" + pattern + "' names nothing.");
    }
    if (isPlain(names.getLast())) {
      names.add(ANY_FOLDERS); // matches nothing more, too
    }
    return List.copyOf(names);
  }

  private static boolean isPlain(String name) {
    return name.indexOf('*') < 0 && name.indexOf('?') < 0 && name.indexOf('[') < 0;
  }

  /** Whether it takes the file with this path. */
  public boolean matches(String path) {
    List<String> names = Arrays.asList(path.split("/", -1));
    return alternatives.stream().anyMatch(wanted -> matches(wanted, names));
  }

  /** Whether it might take a file below the folder with this path. */
  boolean mayMatchBelow(String folder) {
    List<String> names = Arrays.asList(folder.split("/", -1));
    return alternatives.stream().anyMatch(wanted -> mayMatchBelow(wanted, names));
  }

  private static boolean matches(List<String> wanted, List<String> names) {
    int w = 0;
    int n = 0;
    int star = -1;
    int starName = 0;
    while (n < names.size()) {
      if (w < wanted.size() && wanted.get(w).equals(ANY_FOLDERS)) {
        star = ++w;
        starName = n;
      } else if (w < wanted.size() && matchesName(wanted.get(w), names.get(n))) {
        w++;
        n++;
      } else if (star >= 0) {
        w = star;
        n = ++starName;
      } else {
        return false;
      }
    }
    while (w < wanted.size() && wanted.get(w).equals(ANY_FOLDERS)) {
      w++;
    }
    return w == wanted.size();
  }

  private static boolean mayMatchBelow(List<String> wanted, List<String> folder) {
    for (int i = 0; i < folder.size(); i++) {
      if (i == wanted.size()) {
        return false;
      }
      if (wanted.get(i).equals(ANY_FOLDERS)) {
        return true;
      }
      if (!matchesName(wanted.get(i), folder.get(i))) {
        return false;
      }
    }
    return folder.size() < wanted.size();
  }

  private static boolean matchesName(String wanted, String name) {
    int w = 0;
    int n = 0;
    int star = -1;
    int starName = 0;
    while (n < name.length()) {
      int next =
          w < wanted.length() && wanted.charAt(w) != '*' ? step(wanted, w, name.charAt(n)) : -1;
      if (w < wanted.length() && wanted.charAt(w) == '*') {
        star = ++w;
        starName = n;
      } else if (next >= 0) {
        w = next;
        n++;
      } else if (star >= 0) {
        w = star;
        n = ++starName;
      } else {
        return false;
      }
    }
    while (w < wanted.length() && wanted.charAt(w) == '*') {
      w++;
    }
    return w == wanted.length();
  }

  /** Where the pattern goes on when its part at w takes the character; -1 when it does not. */
  private static int step(String wanted, int w, char c) {
    char first = wanted.charAt(w);
    int end = first == '[' ? wanted.indexOf(']', w + 2) : -1;
    if (end < 0) {
      return first == '?' || first == c ? w + 1 : -1;
    }
    boolean not = wanted.charAt(w + 1) == '!';
    boolean in = false;
    for (int i = w + (not ? 2 : 1); i < end; i++) {
      if (i + 2 < end && wanted.charAt(i + 1) == '-') {
        in |= wanted.charAt(i) <= c && c <= wanted.charAt(i + 2);
        i += 2;
      } else {
        in |= wanted.charAt(i) == c;
      }
    }
    return in != not ? end + 1 : -1;
  }

  @Override
  public String toString() {
    return pattern;
  }
}
