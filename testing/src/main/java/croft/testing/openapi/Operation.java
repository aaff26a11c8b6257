package croft.testing.openapi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One call of the document.
 *
 * @param id its operationId
 * @param method in capitals
 * @param template of its path
 * @param segments of the template
 * @param rest whether the last segment stands for all that remain
 * @param item of the path, with parameters that its operations share
 * @param node its own description
 */
record Operation(
    String id,
    String method,
    String template,
    List<String> segments,
    boolean rest,
    JsonNode item,
    JsonNode node) {

  static Operation of(String method, String template, JsonNode item, JsonNode node) {
    List<String> segments = List.of(template.substring(1).split("/", -1));
    // The only parameter whose slashes are written as they are; marked x-slashes in the document.
    boolean rest = segments.getLast().equals("{name}");
    return new Operation(
        node.path("operationId").asString(""),
        method.toUpperCase(Locale.ROOT),
        template,
        segments,
        rest,
        item,
        node);
  }

  /** The parameters in a path, decoded; null if the path is not this one's. */
  @Nullable Map<String, String> match(String rawPath) {
    String[] path = rawPath.substring(1).split("/", -1);
    if (rest ? path.length < segments.size() : path.length != segments.size()) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (!segment.startsWith("{")) {
        if (!segment.equals(path[i])) {
          return null;
        }
        continue;
      }
      String value =
          rest && i == segments.size() - 1
              ? String.join("/", List.of(path).subList(i, path.length))
              : path[i];
      values.put(segment.substring(1, segment.length() - 1), decoded(value.replace("+", "%2B")));
    }
    return values;
  }

  static String decoded(String encoded) {
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return method + " " + template;
  }
}
