package croft.protocol.wire;

import croft.protocol.Limits;
import croft.protocol.Name;
import croft.protocol.json.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks of the records' constructors. Every message names the field and shows the value. */
final class Check {
  /** Integers in JSON are exact to here in every language. */
  static final long EXACT_MAX = (1L << 53) - 1;

  private Check() {}

  static <T> void present(String field, T value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
  }

  static void range(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s must be from %,d to %,d, was %d".formatted(field, min, max, value));
    }
  }

  static void notNegative(String field, long value) {
    range(field, value, 0, EXACT_MAX);
  }

  /** The fence of an attempt: graph, job and number. */
  static void attempt(long graph, int job, int attempt) {
    range("graph", graph, 1, EXACT_MAX);
    range("job", job, 0, Integer.MAX_VALUE);
    range("attempt", attempt, 1, Integer.MAX_VALUE);
  }

  static void name(String field, String value) {
    present(field, value);
    fault(field, value, Name.fault(value));
  }

  static void file(String field, String value) {
    present(field, value);
    fault(field, value, Name.fileFault(value));
  }

  static void text(String field, String value, int bytesMax) {
    present(field, value);
    fault(field, value, Name.textFault(value, bytesMax));
  }

  static void optionalText(String field, @Nullable String value, int bytesMax) {
    if (value != null) {
      text(field, value, bytesMax);
    }
  }

  static void token(String field, String value) {
    text(field, value, Limits.TOKEN_BYTES_MAX);
    if (value.isBlank()) {
      throw new IllegalArgumentException(field + " is blank");
    }
  }

  static void hex(String field, String value) {
    present(field, value);
    if (!Digest.isHex(value)) {
      throw new IllegalArgumentException(
          field + " must be 64 lower-case hex digits, was '" + shown(value) + "'");
    }
  }

  private static void fault(String field, String value, @Nullable String fault) {
    if (fault != null) {
      throw new IllegalArgumentException(field + " '" + shown(value) + "' " + fault);
    }
  }

  private static String shown(String value) {
    return value.length() <= 60 ? value : value.substring(0, 60) + "…";
  }

  /** Absent is empty: JSON that leaves a list out means that there is nothing in it. */
  static <T> List<T> list(String field, List<T> values, int max) {
    if (values == null) {
      return List.of();
    }
    if (values.size() > max) {
      throw new IllegalArgumentException(
          Limits.exceeded(field + " has", values.size(), "items", max));
    }
    for (T value : values) {
      present("an item of " + field, value);
    }
    return List.copyOf(values);
  }

  static List<String> names(String field, List<String> values, int max) {
    List<String> checked = list(field, values, max);
    checked.forEach(value -> name("an item of " + field, value));
    return checked;
  }

  static List<String> texts(String field, List<String> values, int max) {
    List<String> checked = list(field, values, max);
    checked.forEach(value -> text("an item of " + field, value, Limits.TEXT_BYTES_MAX));
    return checked;
  }

  /** Absent is empty; the order is kept. */
  static <K, V> Map<K, V> map(String field, Map<K, V> values, int max) {
    if (values == null) {
      return Map.of();
    }
    if (values.size() > max) {
      throw new IllegalArgumentException(
          Limits.exceeded(field + " has", values.size(), "entries", max));
    }
    values.forEach((key, value) -> present(field + "." + key, value));
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static Map<String, String> values(String field, Map<String, String> values, int max) {
    Map<String, String> checked = map(field, values, max);
    checked.forEach(
        (key, value) -> {
          text("a name in " + field, key, Limits.KEY_BYTES_MAX);
          text(field + "." + key, value, Limits.VALUE_BYTES_MAX);
        });
    return checked;
  }
}
