package croft.testing.openapi;

import croft.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** The published document, with its references followed. Immutable. */
final class OpenApiDocument {
  private static final String RESOURCE = "/croft/openapi.yaml";
  private static final Set<String> METHODS =
      Set.of("get", "head", "put", "post", "delete", "patch");

  private final JsonNode root;
  private final List<Operation> operations;

  OpenApiDocument(JsonNode root) {
    this.root = root;
    this.operations = List.copyOf(operations(root));
  }

  /** The document as the protocol's jar has it, and as servers give it out. */
  static OpenApiDocument published() {
    try (InputStream yaml = Json.class.getResourceAsStream(RESOURCE)) {
      if (yaml == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      LoadSettings settings =
          LoadSettings.builder().setMaxAliasesForCollections(1_000).setLabel(RESOURCE).build();
      return new OpenApiDocument(
          Json.responses().valueToTree(new Load(settings).loadFromInputStream(yaml)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Operation> operations(JsonNode root) {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
        if (METHODS.contains(member.getKey())) {
          operations.add(
              Operation.of(member.getKey(), path.getKey(), path.getValue(), member.getValue()));
        }
      }
    }
    return operations;
  }

  JsonNode root() {
    return root;
  }

  List<Operation> operations() {
    return operations;
  }

  /** The node itself, or what its {@code $ref} points to. */
  JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isString() ? resolved(target(reference.stringValue())) : node;
  }

  /** What a reference within the document points to; missing if nothing is there. */
  JsonNode target(String reference) {
    return reference.startsWith("#") ? root.at(reference.substring(1)) : root.path("\u0000");
  }

  /** All parameters of an operation: its own, and those of its path. */
  List<JsonNode> parameters(Operation operation) {
    List<JsonNode> parameters = new ArrayList<>();
    for (JsonNode owner : List.of(operation.item(), operation.node())) {
      for (JsonNode parameter : owner.path("parameters")) {
        parameters.add(resolved(parameter));
      }
    }
    return parameters;
  }

  /** What an operation says about a status; null if it says nothing. */
  @Nullable JsonNode response(Operation operation, int status) {
    JsonNode responses = operation.node().path("responses");
    JsonNode exact = responses.path(String.valueOf(status));
    if (!exact.isMissingNode()) {
      return resolved(exact);
    }
    // The default stands for problems only: a success that is not written down is a mistake.
    JsonNode other = responses.path("default");
    return status < 400 || other.isMissingNode() ? null : resolved(other);
  }

  /** Whether an operation is open to everyone. */
  boolean isOpen(Operation operation) {
    JsonNode security = operation.node().path("security");
    return security.isArray() && security.isEmpty();
  }
}
