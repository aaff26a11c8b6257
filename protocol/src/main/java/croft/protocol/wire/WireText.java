package croft.protocol.wire;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The JSON form of enum constants: {@code TIMED_OUT} is {@code timedOut}. */
final class WireText {
  private WireText() {}

  static String of(Enum<?> constant) {
    var text = new StringBuilder();
    for (String word : constant.name().split("_", -1)) {
      text.append(
          text.isEmpty()
              ? word.toLowerCase(Locale.ROOT)
              : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  static <E extends Enum<E>> Map<String, E> index(E[] constants) {
    Map<String, E> index = new LinkedHashMap<>();
    for (E constant : constants) {
      index.put(of(constant), constant);
    }
    return index;
  }

  static <E> E parse(Map<String, E> index, String text) {
    E constant = index.get(text);
    if (constant == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is unknown; known are " + String.join(", ", index.keySet()));
    }
    return constant;
  }
}
