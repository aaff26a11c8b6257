package croft.server.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a page ends, as the client hands it back: opaque to it, and refused by other lists. What is
 * inside is only the key of the last item, so that a page costs the same wherever it is.
 */
final class Cursor {
  private Cursor() {}

  /**
   * Makes one.
   *
   * @param list the list's name
   * @param key of the last item
   */
  static String of(String list, String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((list + ":" + key).getBytes(StandardCharsets.UTF_8));
  }

  /** The key of the last item; null if there is no cursor. */
  static @Nullable String read(String list, @Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    String text;
    try {
      text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw Query.wrong("query:after", "is not a cursor: give the member next of the page before");
    }
    if (!text.startsWith(list + ":")) {
      throw Query.wrong("query:after", "is the cursor of another list");
    }
    return text.substring(list.length() + 1);
  }

  static long readNumber(String list, @Nullable String cursor, long absent) {
    String key = read(list, cursor);
    return key == null ? absent : Query.number("query:after", key, Long.MIN_VALUE, Long.MAX_VALUE);
  }
}
