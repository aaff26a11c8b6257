package croft.protocol.foreign;

import croft.protocol.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names of other systems as names that a graph file can have. */
final class LegalNames {
  /** Room for a number that tells two apart. */
  private static final int BYTES_MAX = Limits.KEY_BYTES_MAX - 10;

  private LegalNames() {}

  /**
   * The nearest legal name: each character that is not allowed becomes a hyphen. Two names can come
   * out the same.
   *
   * @param otherwise what comes out when nothing is left
   */
  static String of(String name, String otherwise) {
    StringBuilder legal = new StringBuilder();
    char before = '/';
    for (int at = 0; at < name.length() && legal.length() < BYTES_MAX; at++) {
      char c = name.charAt(at);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "._/=-".indexOf(c) >= 0;
      boolean twice = (c == '/' || c == '.') && c == before;
      char next = !allowed || twice || (c == '/' && legal.isEmpty()) ? '-' : c;
      legal.append(next);
      before = next;
    }
    if (!legal.isEmpty() && legal.charAt(legal.length() - 1) == '/') {
      legal.setCharAt(legal.length() - 1, '-');
    }
    return legal.isEmpty() ? otherwise : legal.toString();
  }

  /**
   * A key for each id, all different: ids that are legal keys stay, others come out as near as they
   * can, numbered where two would be the same.
   */
  static Map<String, String> keys(List<String> ids) {
    Map<String, String> keys = new HashMap<>();
    Set<String> taken = new HashSet<>();
    List<String> others = new ArrayList<>();
    for (String id : ids) {
      if (key(id).equals(id)) {
        keys.put(id, id);
        taken.add(id);
      } else {
        others.add(id);
      }
    }
    for (String id : others) {
      String key = key(id);
      String free = key;
      for (int number = 2; !taken.add(free); number++) {
        free = key + "-" + number;
      }
      keys.put(id, free);
    }
    return keys;
  }

  /** A number alone would name a job by its number. */
  private static String key(String id) {
    String legal = of(id, "task");
    return legal.chars().allMatch(c -> c >= '0' && c <= '9') ? "task-" + legal : legal;
  }
}
