package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.problem.Place;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters behind the question mark. Those that a call does not know are refused. */
final class Query {
  /** Parameters of one request; the stream's and a submission's are the longest lists. */
  static final int PARAMETERS_MAX = 1_000;

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  /** Reads the raw query, without the question mark. */
  static Query parse(String raw) {
    Query query = new Query();
    if (raw.isEmpty()) {
      return query;
    }
    String[] pairs = raw.split("&", PARAMETERS_MAX + 1);
    if (pairs.length > PARAMETERS_MAX) {
      throw ProblemType.INVALID_PARAMETER.exception(
          Limits.exceeded("the query has more than", PARAMETERS_MAX, "parameters", PARAMETERS_MAX));
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      try {
        query
            .values
            .computeIfAbsent(Routes.decodeQuery(name), _ -> new ArrayList<>())
            .add(Routes.decodeQuery(value));
      } catch (IllegalArgumentException e) {
        throw wrong("query", String.valueOf(e.getMessage()));
      }
    }
    return query;
  }

  /** Refuses parameters other than these. */
  Query allow(String... names) {
    List<String> known = List.of(names);
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw wrong(
            "query:" + name,
            known.isEmpty()
                ? "this call has no query parameters"
                : "unknown; known are " + String.join(", ", known));
      }
    }
    return this;
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The one value; null if it is absent. */
  @Nullable String one(String name) {
    List<String> all = all(name);
    if (all.size() > 1) {
      throw wrong("query:" + name, "given " + all.size() + " times; once is enough");
    }
    return all.isEmpty() ? null : all.getFirst();
  }

  boolean flag(String name) {
    String value = one(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw wrong("query:" + name, "must be true or false, was '" + value + "'");
  }

  long number(String name, long min, long max, long absent) {
    String value = one(name);
    return value == null ? absent : number("query:" + name, value, min, max);
  }

  /** A list in one parameter, or in several; empty if it is absent. */
  List<String> list(String name) {
    List<String> list = new ArrayList<>();
    for (String value : all(name)) {
      for (String item : value.split(",", -1)) {
        if (!item.isEmpty()) {
          list.add(item);
        }
      }
    }
    return list;
  }

  int limit() {
    return (int) number("limit", 1, Limits.PAGE_MAX, Limits.PAGE_DEFAULT);
  }

  static long number(String where, String value, long min, long max) {
    long number;
    try {
      number = Long.parseLong(value);
    } catch (NumberFormatException _) {
      throw wrong(where, "must be a whole number, was '" + shown(value) + "'");
    }
    if (number < min || number > max) {
      throw wrong(where, "must be from %,d to %,d, was %d".formatted(min, max, number));
    }
    return number;
  }

  /** A parameter is wrong. */
  static ProblemException wrong(String where, String message) {
    return ProblemType.INVALID_PARAMETER.exception(
        where + " " + message, List.of(new Place(where, message)));
  }

  static String shown(String value) {
    return value.length() <= 60 ? value : value.substring(0, 60) + "…";
  }
}
