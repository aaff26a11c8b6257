package croft.testing.openapi;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A media type without its parameters.
 *
 * @param text in lower case
 */
record MediaType(String text) {
  static MediaType of(String header) {
    int end = header.indexOf(';');
    return new MediaType(
        (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT));
  }

  boolean isJson() {
    return text.equals("application/json") || text.endsWith("+json");
  }

  /** The entry of a content map that describes this type; null if none does. */
  @Nullable JsonNode in(JsonNode content) {
    for (Map.Entry<String, JsonNode> entry : content.properties()) {
      String range = entry.getKey();
      boolean fits =
          range.equals("*/*")
              || range.equals(text)
              || (range.endsWith("/*") && text.startsWith(range.substring(0, range.length() - 1)));
      if (fits) {
        return entry.getValue();
      }
    }
    return null;
  }
}
