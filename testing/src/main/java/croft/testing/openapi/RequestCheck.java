package croft.testing.openapi;

import croft.protocol.client.Exchange;
import croft.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Compares requests with the document. */
final class RequestCheck {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final OpenApiDocument document;
  private final Schemas schemas;

  RequestCheck(OpenApiDocument document, Schemas schemas) {
    this.document = document;
    this.schemas = schemas;
  }

  void check(
      Operation operation, Map<String, String> path, Exchange exchange, List<String> violations) {
    Map<String, List<String>> query = query(exchange.uri().getRawQuery());
    Set<String> unknownQuery = new TreeSet<>(query.keySet());
    Set<String> knownHeaders = new TreeSet<>();
    for (JsonNode parameter : document.parameters(operation)) {
      String name = parameter.path("name").asString("");
      String in = parameter.path("in").asString("");
      List<String> values =
          switch (in) {
            case "path" -> List.of(path.getOrDefault(name, ""));
            case "query" -> query.getOrDefault(name, List.of());
            case "header" -> headers(exchange, name);
            default -> throw new IllegalStateException(operation + " has a parameter in " + in);
          };
      unknownQuery.remove(in.equals("query") ? name : "");
      if (in.equals("header")) {
        knownHeaders.add(name.toLowerCase(Locale.ROOT));
      }
      checkParameter(in + " parameter " + name, parameter, values, violations);
    }
    for (String name : unknownQuery) {
      violations.add("query parameter " + name + " is not documented");
    }
    for (String name : exchange.requestHeaders().keySet()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("croft-") && !knownHeaders.contains(lower)) {
        violations.add("request header " + name + " is not documented");
      }
    }
    checkBody(operation, exchange, violations);
  }

  private void checkParameter(
      String what, JsonNode parameter, List<String> values, List<String> violations) {
    if (values.isEmpty()) {
      if (parameter.path("required").asBoolean(false)) {
        violations.add(what + " is missing");
      }
      return;
    }
    JsonNode schema = parameter.path("schema");
    boolean separate = parameter.path("explode").asBoolean(true);
    for (String fault : schemas.faults(schema, read(schema, values, separate))) {
      violations.add(what + " " + fault);
    }
  }

  /** A text as its schema's type has it; as it is if it does not look like one. */
  JsonNode read(JsonNode schema, List<String> values, boolean separate) {
    JsonNode resolved = document.resolved(schema);
    String text = values.getFirst();
    return switch (resolved.path("type").asString("")) {
      case "array" -> {
        ArrayNode items = NODES.arrayNode();
        List<String> parts = separate ? values : List.of(text.split(",", -1));
        parts.forEach(part -> items.add(read(resolved.path("items"), List.of(part), true)));
        yield items;
      }
      case "integer" ->
          text.matches("-?\\d{1,18}")
              ? NODES.numberNode(Long.parseLong(text))
              : NODES.stringNode(text);
      case "boolean" ->
          text.equals("true") || text.equals("false")
              ? NODES.booleanNode(Boolean.parseBoolean(text))
              : NODES.stringNode(text);
      default -> NODES.stringNode(text);
    };
  }

  private void checkBody(Operation operation, Exchange exchange, List<String> violations) {
    JsonNode described = document.resolved(operation.node().path("requestBody"));
    String type = ContractChecker.header(exchange.requestHeaders(), "content-type");
    if (described.isMissingNode()) {
      if (type != null) {
        violations.add("the request has a body, and none is documented");
      }
      return;
    }
    if (type == null) {
      if (described.path("required").asBoolean(false)) {
        violations.add("the request's body is missing");
      }
      return;
    }
    MediaType media = MediaType.of(type);
    JsonNode content = media.in(described.path("content"));
    if (content == null) {
      violations.add("a request of type " + type + " is not documented");
      return;
    }
    byte[] body = exchange.requestBody();
    if (body != null && media.isJson()) {
      try {
        JsonNode json = Json.responses().readTree(body);
        for (String fault : schemas.faults(content.path("schema"), json)) {
          violations.add("request body " + fault);
        }
      } catch (JacksonException e) {
        violations.add("request body is not JSON: " + e.getOriginalMessage());
      }
    }
  }

  private static List<String> headers(Exchange exchange, String name) {
    String value = ContractChecker.header(exchange.requestHeaders(), name);
    return value == null ? List.of() : List.of(value);
  }

  private static Map<String, List<String>> query(@Nullable String raw) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return query;
    }
    for (String part : raw.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      String value = equals < 0 ? "" : part.substring(equals + 1);
      query
          .computeIfAbsent(Operation.decoded(name), _ -> new ArrayList<>())
          .add(Operation.decoded(value));
    }
    return query;
  }
}
