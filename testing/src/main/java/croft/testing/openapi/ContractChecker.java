package croft.testing.openapi;

import croft.protocol.client.Exchange;
import croft.protocol.client.ExchangeListener;
import croft.protocol.json.Json;
import croft.protocol.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Compares exchanges with the published OpenAPI document. A request is only looked at when the
 * server took it: tests send nonsense on purpose, and that it is refused is what they want. Answers
 * are looked at always. Thread-safe; one for all tests, since it compiles each schema once.
 */
public final class ContractChecker {
  /** Response headers that every answer may have. */
  private static final Set<String> COMMON_HEADERS = Set.of("croft-request");

  private final OpenApiDocument document;
  private final Schemas schemas;
  private final RequestCheck requests;
  private final Set<String> covered = ConcurrentHashMap.newKeySet();

  private ContractChecker(OpenApiDocument document) {
    this.document = document;
    this.schemas = new Schemas(document);
    this.requests = new RequestCheck(document, schemas);
  }

  private static final class Published {
    static final ContractChecker CHECKER = new ContractChecker(OpenApiDocument.published());
  }

  /** The checker of the document that servers give out. */
  public static ContractChecker published() {
    return Published.CHECKER;
  }

  /** For clients in tests: a call that breaks the contract fails its test. */
  public ExchangeListener failing() {
    return exchange -> {
      List<String> violations = violations(exchange);
      if (!violations.isEmpty()) {
        throw new AssertionError(
            "%s %s → %d breaks the contract:%n  %s"
                .formatted(
                    exchange.method(),
                    exchange.uri(),
                    exchange.status(),
                    String.join(System.lineSeparator() + "  ", violations)));
      }
    };
  }

  /** Operations that were seen with a success so far, by their operationId. */
  public Set<String> covered() {
    return new TreeSet<>(covered);
  }

  /** All operations of the document, by their operationId. */
  public Set<String> operations() {
    Set<String> ids = new TreeSet<>();
    document.operations().forEach(operation -> ids.add(operation.id()));
    return ids;
  }

  /** What breaks the contract; empty if all is well. */
  public List<String> violations(Exchange exchange) {
    String path = exchange.uri().getRawPath();
    boolean known = false;
    for (Operation operation : document.operations()) {
      Map<String, String> values = operation.match(path);
      if (values == null) {
        continue;
      }
      known = true;
      if (operation.method().equals(exchange.method())) {
        return violations(operation, values, exchange);
      }
    }
    return outside(exchange, known);
  }

  private List<String> violations(
      Operation operation, Map<String, String> path, Exchange exchange) {
    List<String> violations = new ArrayList<>();
    if (exchange.status() < 400) {
      requests.check(operation, path, exchange, violations);
      covered.add(operation.id());
    }
    boolean withToken = header(exchange.requestHeaders(), "authorization") != null;
    if (!document.isOpen(operation) && !withToken && exchange.status() != 401) {
      violations.add("answered without a token, and not with 401");
    }
    JsonNode response = document.response(operation, exchange.status());
    if (response == null) {
      violations.add("status %d is not documented".formatted(exchange.status()));
      return violations;
    }
    checkHeaders(response, exchange, violations);
    byte[] body = exchange.responseBody();
    if (body != null && !exchange.method().equals("HEAD")) {
      checkBody(response, body, exchange, violations);
    }
    return violations;
  }

  /** A path or method that the document does not have: only a problem may come of it. */
  private List<String> outside(Exchange exchange, boolean otherMethod) {
    int status = exchange.status();
    if (status != (otherMethod ? 405 : 404) && status != 401) {
      return List.of(
          "the document has no such "
              + (otherMethod ? "method" : "path")
              + ", but it was answered");
    }
    List<String> violations = new ArrayList<>();
    byte[] body = exchange.responseBody();
    if (body != null && !exchange.method().equals("HEAD")) {
      checkBody(document.root().at("/components/responses/Problem"), body, exchange, violations);
    }
    return violations;
  }

  private void checkHeaders(JsonNode response, Exchange exchange, List<String> violations) {
    Set<String> documented = new TreeSet<>(COMMON_HEADERS);
    for (Map.Entry<String, JsonNode> entry : response.path("headers").properties()) {
      String name = entry.getKey();
      JsonNode described = document.resolved(entry.getValue());
      documented.add(name.toLowerCase(Locale.ROOT));
      String value = header(exchange.responseHeaders(), name);
      if (value == null) {
        if (described.path("required").asBoolean(false)) {
          violations.add("response header " + name + " is missing");
        }
        continue;
      }
      JsonNode schema = described.path("schema");
      JsonNode read = requests.read(schema, List.of(value), false);
      for (String fault : schemas.faults(schema, read)) {
        violations.add("response header " + name + " " + fault);
      }
    }
    for (String name : exchange.responseHeaders().keySet()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("croft-") && !documented.contains(lower)) {
        violations.add("response header " + name + " is not documented");
      }
    }
  }

  private void checkBody(
      JsonNode response, byte[] body, Exchange exchange, List<String> violations) {
    JsonNode content = response.path("content");
    if (content.isEmpty()) {
      if (body.length > 0) {
        violations.add("the response has a body, and none is documented");
      }
      return;
    }
    String type = header(exchange.responseHeaders(), "content-type");
    if (type == null) {
      violations.add("the response has no content-type");
      return;
    }
    MediaType media = MediaType.of(type);
    JsonNode described = media.in(content);
    if (described == null) {
      violations.add("a response of type " + type + " is not documented");
      return;
    }
    if (media.isJson()) {
      for (String fault : faults(described.path("schema"), body)) {
        violations.add("response body " + fault);
      }
      if (media.text().equals(Problem.MEDIA_TYPE)) {
        checkStatus(body, exchange.status(), violations);
      }
    }
  }

  private static void checkStatus(byte[] problem, int status, List<String> violations) {
    try {
      int told = Json.responses().readTree(problem).path("status").asInt(-1);
      if (told != status) {
        violations.add("the problem says status %d, the answer has %d".formatted(told, status));
      }
    } catch (JacksonException _) {
      // Told already.
    }
  }

  /**
   * Compares an event of the stream.
   *
   * @param event its name
   * @param data its data
   */
  public List<String> eventViolations(String event, String data) {
    for (Operation operation : document.operations()) {
      JsonNode schema = operation.node().path("x-events").path(event);
      if (!schema.isMissingNode()) {
        return faults(schema, data.getBytes(StandardCharsets.UTF_8));
      }
    }
    return List.of("the document has no event '" + event + "'");
  }

  private List<String> faults(JsonNode schema, byte[] json) {
    try {
      return schemas.faults(schema, Json.responses().readTree(json));
    } catch (JacksonException e) {
      return List.of("is not JSON: " + e.getOriginalMessage());
    }
  }

  static @Nullable String header(Map<String, List<String>> headers, String name) {
    for (Map.Entry<String, List<String>> entry : headers.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(name) && !entry.getValue().isEmpty()) {
        return entry.getValue().getFirst();
      }
    }
    return null;
  }
}
