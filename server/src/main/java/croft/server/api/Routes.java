package croft.server.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which call a path means. Paths are matched undecoded, segment by segment, so that {@code %2F} can
 * stand inside a segment: {@code {job}} is one segment, {@code {name…}} all that remain.
 */
final class Routes {
  /** Answers one call. */
  @FunctionalInterface
  interface Handler {
    void answer(Exchange exchange) throws Exception;
  }

  /**
   * One call.
   *
   * @param template as in the OpenAPI document; names it in metrics
   * @param open whether it needs no token
   */
  record Route(String method, String template, boolean open, Handler handler) {
    List<String> segments() {
      return split(template);
    }
  }

  /** What a path means. */
  sealed interface Match {
    /**
     * A call.
     *
     * @param parameters of the path, decoded
     */
    record Found(Route route, Map<String, String> parameters) implements Match {}

    /** The path exists, with other methods. */
    record OtherMethods(Set<String> methods) implements Match {}

    record None() implements Match {}
  }

  private record Compiled(Route route, List<String> segments, boolean rest) {}

  private final List<Compiled> compiled = new ArrayList<>();

  void add(Route route) {
    List<String> segments = route.segments();
    boolean rest = segments.getLast().endsWith("…}");
    compiled.add(new Compiled(route, segments, rest));
  }

  /** All calls, in the order in which they were added. */
  List<Route> all() {
    return compiled.stream().map(Compiled::route).toList();
  }

  /**
   * Finds the call.
   *
   * @param rawPath undecoded, without query
   * @throws IllegalArgumentException if a segment is not percent-encoded UTF-8
   */
  Match find(String method, String rawPath) {
    List<String> path = split(rawPath);
    Set<String> others = new TreeSet<>();
    for (Compiled candidate : compiled) {
      if (!matches(candidate, path)) {
        continue;
      }
      String offered = candidate.route.method;
      if (offered.equals(method)) {
        return new Match.Found(candidate.route, parameters(candidate, path));
      }
      others.add(offered);
    }
    return others.isEmpty() ? new Match.None() : new Match.OtherMethods(others);
  }

  private static boolean matches(Compiled candidate, List<String> path) {
    List<String> segments = candidate.segments;
    int size = segments.size();
    if (candidate.rest ? path.size() < size : path.size() != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      String segment = segments.get(i);
      if (segment.charAt(0) != '{' ? !segment.equals(path.get(i)) : path.get(i).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> parameters(Compiled candidate, List<String> path) {
    Map<String, String> parameters = new HashMap<>();
    List<String> segments = candidate.segments;
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (segment.charAt(0) != '{') {
        continue;
      }
      if (candidate.rest && i == segments.size() - 1) {
        StringBuilder rest = new StringBuilder(decode(path.get(i)));
        for (String more : path.subList(i + 1, path.size())) {
          rest.append('/').append(decode(more));
        }
        parameters.put(segment.substring(1, segment.length() - 2), rest.toString());
      } else {
        parameters.put(segment.substring(1, segment.length() - 1), decode(path.get(i)));
      }
    }
    return parameters;
  }

  private static List<String> split(String path) {
    List<String> segments = new ArrayList<>(10);
    int from = path.startsWith("/") ? 1 : 0;
    for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
      segments.add(path.substring(from, slash));
      from = slash + 1;
    }
    segments.add(path.substring(from));
    return segments;
  }

  /**
   * Takes percent-encoding away; {@code +} stays.
   *
   * @throws IllegalArgumentException if what it means is not UTF-8
   */
  static String decode(String encoded) {
    int percent = encoded.indexOf('%');
    if (percent < 0) {
      return encoded;
    }
    byte[] raw = encoded.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        bytes.put(raw[i]);
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException("'" + encoded + "' has a % without two hex digits");
      }
      bytes.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("'" + encoded + "' is not percent-encoded UTF-8");
    }
  }

  /** The parameter of a query, decoded; null-safe for absent values. */
  static String decodeQuery(@Nullable String encoded) {
    return encoded == null ? "" : decode(encoded.replace('+', ' '));
  }
}
