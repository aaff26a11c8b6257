package croft.testing.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import croft.protocol.json.Json;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document's schemas, closed: a member that is not written down is a fault, though clients
 * ignore those that they do not know. Each is compiled once. Thread-safe.
 */
final class Schemas {
  private static final String ID = "https://croft.invalid/openapi";

  private final SchemaRegistry registry;
  private final IdentityHashMap<JsonNode, Schema> compiled = new IdentityHashMap<>();

  Schemas(OpenApiDocument document) {
    String closed = Json.text(closed(document.root()));
    this.registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder
                    .schemas(Map.of(ID, closed))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  /** A copy in which every object schema that lists its members has no others. */
  private static JsonNode closed(JsonNode node) {
    JsonNode copy = node.deepCopy();
    close(copy);
    return copy;
  }

  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object) {
      boolean listsMembers =
          object.path("type").asString("").equals("object") && object.path("properties").isObject();
      if (listsMembers && !object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
    }
    for (JsonNode child : node) {
      close(child);
    }
  }

  /** What is wrong with a value; each fault with the place inside of it. */
  List<String> faults(JsonNode schema, JsonNode value) {
    return compiled(schema).validate(value).stream().map(Schemas::fault).toList();
  }

  private static String fault(Error error) {
    String where = error.getInstanceLocation().toString();
    return (where.isEmpty() ? "/" : where) + ": " + error.getMessage();
  }

  private synchronized Schema compiled(JsonNode schema) {
    return compiled.computeIfAbsent(
        schema,
        node -> {
          JsonNode own = closed(node);
          anchor(own);
          return registry.getSchema(own);
        });
  }

  /** Lets references of a schema that stands by itself lead into the document. */
  private static void anchor(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("$ref").isString()) {
      String reference = object.path("$ref").stringValue();
      if (reference.startsWith("#")) {
        object.put("$ref", ID + reference);
      }
    }
    if (node instanceof ObjectNode || node instanceof ArrayNode) {
      for (JsonNode child : node) {
        anchor(child);
      }
    }
  }
}
