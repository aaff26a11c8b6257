package croft.protocol.graphfile;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import croft.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;

/** The published schema, as editors use it. */
final class GraphSchema {
  static final JsonNode ROOT = Json.readResponse(text(), JsonNode.class);

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(ROOT);

  private GraphSchema() {}

  private static String text() {
    try (InputStream in =
        Objects.requireNonNull(GraphSchema.class.getResourceAsStream("/croft/graph.schema.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the schema has against a file, empty if nothing. */
  static List<String> errors(String yaml) {
    var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    JsonNode file = Json.responses().valueToTree(new Load(settings).loadFromString(yaml));
    return SCHEMA.validate(file).stream().map(Object::toString).toList();
  }

  /** The names in {@code properties} at a place such as {@code /$defs/job}. */
  static List<String> keys(String pointer) {
    return List.copyOf(ROOT.at(pointer + "/properties").propertyNames());
  }
}
