package croft.protocol.graphfile;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** docs/graph-file.md is generated from the schema; -Dcroft.docs.write=true writes it. */
class GraphFileDocumentationTest {
  private static final JsonNode SCHEMA = GraphSchema.ROOT;

  /** Headings and the places of what is under them. */
  private static final String[][] PARTS = {
    {"Top level", ""},
    {"Job", "/$defs/job"},
    {"Dependency, in `needs` and `after`", "/$defs/dependency"},
    {"`breakpoint`", "/$defs/breakpoint"},
    {"`notify`", "/$defs/notify"},
    {"`timer`", "/$defs/timer"},
    {"`graph`", "/$defs/childGraph"},
    {"`expand`", "/$defs/expand"},
    {"`source`", "/$defs/source"},
    {"`matrix`", "/$defs/matrix"},
    {"`inputs`", "/$defs/input"},
    {"`reports`", "/$defs/reports"},
    {"`retry`", "/$defs/retry"},
    {"`resources`", "/$defs/resources"},
    {"`face`", "/$defs/face"},
    {"`parameters`", "/$defs/parameter"},
    {"`limits`", "/$defs/limits"},
    {"`expect`", "/$defs/expectation"},
    {"`generator`", "/$defs/generator"},
    {"`subject`", "/$defs/subject"},
  };

  /** What stands before the tables. */
  private static String start(String example) {
    return """
      # The graph file

      *Generated from `croft/graph.schema.json`; `./croft docs` writes it anew.*

      A graph file says what jobs there are and what they wait for. It is submitted as a whole: all of it becomes a
      graph, or nothing.

      ```yaml
      %s```

      It is YAML 1.2 or JSON, with the same keys. For graphs of any size there is NDJSON: the first line has the keys of
      the top level but `jobs`, each further line is a job with its `key`.

      ```json
      {"croft": 1, "name": "large", "defaults": {"timeout": "5m"}}
      {"key": "build", "script": "make"}
      {"key": "test", "script": "make test", "needs": ["build"]}
      ```

      Editors explain and complete the keys with the schema: with the YAML language server, write
      `# yaml-language-server: $schema=PATH/graph.schema.json` into the first line.

      ## How values are written

      | value | looks like |
      |---|---|
      | a name | letters, digits and `. _ / = -`, at most 200 bytes, no `..`, no empty part between slashes |
      | a duration | `90s`, `20m`, `1h30m`, `2d`, `500ms`: numbers with units, the largest first |
      | an amount of memory | `512Mi`, `2Gi` (powers of 1024), `2G` (of 1000), or bytes |
      | a glob of keys | `*` any run of characters inside one part of a key, `**` any run, across parts too, `?` one character |
      | a path | below the job's work folder: no leading `/`, no `..` |
      | a list of one | may be written without the brackets |

      Only `true` and `false` are truth values: `yes`, `no` and `on` are texts. Values are taken as they are written, so
      that a version 1.10 stays 1.10. A key that is there twice is a fault, and so are unknown keys. YAML's aliases work;
      its merge key `<<` does not.

      ## How jobs become a graph

      - **A matrix** makes a job for each combination: `test` with `{jdk: [17, 25], chunk: [a, b]}` makes `test/17/a`,
        `test/17/b`, `test/25/a` and `test/25/b`. Each sees its values as `$JDK` and `$CHUNK`.
      - **Needing a matrix** by its base name, `needs: [test]`, means all of its jobs; or, if both have a matrix, those
        with the same values on the axes that both have: `test/17/a` then needs `compile/17` only.
      - **Variables**: parameters, beaten by matrix values, beaten by `env` of the defaults, beaten by `env` of the job.
      - **One dependency for each pair of jobs**: named twice in different ways, conditions are joined (`succeeded` and
        `failed` become `ran`), and `needs` beats `after`.
      - **A kind for each job**: exactly one of `script`, `breakpoint`, `notify`, `timer` and `graph`. Only scripts take a
        worker; the keys that say how a script runs (`env`, `pool`, `retry` and so on) belong to them alone.
      - **Jobs yet to come**: `needs: ["maker/*"]`, where `maker` has `expand`, is a dependency on `maker` now, and also on
        each job `maker/...` that it adds.
      - **Parameters** are variables of the scripts. In `source`, and in the parameters of a `graph`, one stands as
        `{parameter: NAME}`; there is no other place, and no text is pasted into another.
      - **A source without a repository** is a folder or another revision of the default's: that of `defaults`, or of the
        top level.
      - **Finalizers** (`finally`) wait for all else; only finalizers can wait for finalizers, and globs skip them.
      - **Limits**: %,d jobs, %,d dependencies; files of %s as YAML or JSON, lines of %s as NDJSON.

      A file with faults is refused with all of them, each with line, column and path: `12:9 jobs.test.needs[0]: there is
      no job "buidl"; did you mean "build"?`
      """
        .formatted(
            example,
            GraphFileLimits.JOBS_MAX,
            GraphFileLimits.DEPENDENCIES_MAX,
            (GraphFileLimits.FILE_BYTES_MAX >> 20) + " MiB",
            (GraphFileLimits.LINE_BYTES_MAX >> 20) + " MiB");
  }

  @Test
  void thePageIsWhatTheSchemaSays() throws IOException {
    String example = Files.readString(Path.of("..", "examples", "matrix", "graph.yaml"));
    var page = new StringBuilder(start(example));
    for (String[] part : PARTS) {
      table(page, part[0], SCHEMA.at(part[1]));
    }
    page.append("\nOf a job's keys, `defaults` can have: ")
        .append(
            GraphSchema.keys("/$defs/defaults").stream()
                .map(key -> "`" + key + "`")
                .collect(Collectors.joining(", ")))
        .append(".\n");
    Path file = Path.of("..", "docs", "graph-file.md");
    if (Boolean.getBoolean("croft.docs.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, page);
    }
    assertThat(file).as("written by ./croft docs").content().isEqualTo(page.toString());
  }

  private static void table(StringBuilder page, String heading, JsonNode object) {
    page.append("\n## ").append(heading).append("\n\n| key | value | meaning |\n|---|---|---|\n");
    List<String> required = new ArrayList<>();
    object.path("required").forEach(key -> required.add(key.asString()));
    for (String key : object.get("properties").propertyNames()) {
      JsonNode property = object.get("properties").get(key);
      page.append("| `%s`%s | ".formatted(key, required.contains(key) ? " (required)" : ""))
          .append(value(property))
          .append(" | ")
          .append(property.get("description").asString().replace("|", "\\|"))
          .append(examples(property))
          .append(" |\n");
    }
  }

  /** What can stand there, in a few words. */
  private static String value(JsonNode schema) {
    if (schema.has("const")) {
      return "`" + schema.get("const").asString() + "`";
    }
    if (schema.has("enum")) {
      var words = new ArrayList<String>();
      for (JsonNode word : schema.get("enum")) {
        if (!words.contains("`" + word.asString() + "`")) {
          words.add("`" + word.asString() + "`");
        }
      }
      return String.join(", ", words);
    }
    if (schema.has("$ref")) {
      JsonNode target = SCHEMA.at(schema.get("$ref").asString().substring(1));
      String title = target.path("title").asString("");
      return title.startsWith("a ") ? title : value(target);
    }
    if (schema.has("anyOf")) {
      var words = new ArrayList<String>();
      for (JsonNode one : schema.get("anyOf")) {
        String word = value(one);
        if (!words.contains(word)) {
          words.add(word);
        }
      }
      return String.join(", or ", words);
    }
    JsonNode type = schema.path("type");
    return switch (type.isArray() ? type.get(0).asString() : type.asString("")) {
      case "object" -> "a map";
      case "array" -> "a list";
      case "boolean" -> "`true` or `false`";
      case "integer" -> "a whole number";
      case "string" -> schema.has("examples") ? "an amount" : "a text";
      default -> throw new AssertionError("no words for " + schema);
    };
  }

  private static String examples(JsonNode schema) {
    var examples = new ArrayList<String>();
    schema
        .path("examples")
        .forEach(
            example ->
                examples.add(
                    "`"
                        + (example.isString() ? example.asString() : Json.text(example))
                            .replace("|", "\\|")
                        + "`"));
    return examples.isEmpty() ? "" : " For example " + String.join(", ", examples) + ".";
  }
}
