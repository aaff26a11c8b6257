package croft.server.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.Glob;
import croft.protocol.graphfile.Input;
import croft.protocol.json.Json;
import croft.protocol.json.RawJson;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.InputFile;
import croft.store.assignment.AssignmentReader;
import croft.store.database.Database;
import croft.store.graph.GraphImage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * Makes what a worker is told out of what it claimed. Runs on the thread of whoever asked, outside
 * the batch; jobs without inputs of graphs that are cached read nothing. Safe for use by many
 * threads.
 */
final class AssignmentBuilder {
  /** Definitions kept; a definition is mostly a script. */
  private static final long DEFINITION_BYTES_MAX = 32L << 20;

  private static final int PARAMETERS_MAX = 10_000;

  private record DefinitionId(long graph, int number) {}

  private record Known(RawJson body, @Nullable List<Input> inputs, int weight) {}

  private final Database database;
  private final Images images;
  private final Cache<DefinitionId, Known> definitions =
      Caffeine.newBuilder()
          .maximumWeight(DEFINITION_BYTES_MAX)
          .weigher((DefinitionId _, Known known) -> known.weight)
          .build();
  private final Cache<Long, Map<String, String>> parameters =
      Caffeine.newBuilder().maximumSize(PARAMETERS_MAX).build();

  AssignmentBuilder(Database database, Images images) {
    this.database = database;
    this.images = images;
  }

  List<Assignment> build(List<Claim.Taken> taken) throws SQLException {
    List<Assignment> assignments = new ArrayList<>(taken.size());
    for (Claim.Taken job : taken) {
      GraphImage image = images.get(job.graph());
      if (image == null) {
        throw new SQLException("graph " + job.graph() + " is gone");
      }
      Known definition = definition(image, job.job());
      assignments.add(
          new Assignment(
              job.graph(),
              job.job(),
              image.key(job.job()),
              image.projectName(),
              job.attempt(),
              job.nonce(),
              image.revision(),
              definition.body,
              parameters(job.graph()),
              inputs(image, job, definition)));
    }
    return assignments;
  }

  private Known definition(GraphImage image, int job) throws SQLException {
    DefinitionId id = new DefinitionId(image.graph(), image.definition(job));
    Known known = definitions.getIfPresent(id);
    if (known != null) {
      return known;
    }
    try (Connection connection = database.connection()) {
      String body = AssignmentReader.definition(connection, id.graph, id.number);
      if (body == null) {
        throw new SQLException("graph " + id.graph + " has no definition " + id.number);
      }
      known =
          new Known(new RawJson(body), Definition.fromJson(body).inputs(), 100 + 2 * body.length());
      definitions.put(id, known);
      return known;
    }
  }

  private Map<String, String> parameters(long graph) throws SQLException {
    Map<String, String> known = parameters.getIfPresent(graph);
    if (known == null) {
      try (Connection connection = database.connection()) {
        known =
            Json.responses()
                .readValue(
                    AssignmentReader.parameters(connection, graph),
                    new TypeReference<Map<String, String>>() {});
      }
      parameters.put(graph, known);
    }
    return known;
  }

  private List<InputFile> inputs(GraphImage image, Claim.Taken job, Known definition)
      throws SQLException {
    if (definition.inputs != null && definition.inputs.isEmpty()) {
      return List.of();
    }
    List<Integer> sources = new ArrayList<>();
    collectSources(image, job.job(), sources);
    if (sources.isEmpty()) {
      return List.of();
    }
    List<AssignmentReader.Output> outputs;
    try (Connection connection = database.connection()) {
      outputs =
          AssignmentReader.outputs(
              connection,
              job.graph(),
              job.job(),
              job.attempt(),
              sources.stream().mapToInt(Integer::intValue).sorted().distinct().toArray());
    }
    List<InputFile> files = new ArrayList<>();
    for (AssignmentReader.Output output : outputs) {
      place(image.key(output.job()), output, definition.inputs, files);
    }
    return files;
  }

  /** The jobs that a job needs directly, through joins, and that promise outputs. */
  private static void collectSources(GraphImage image, int job, List<Integer> sources) {
    JobGraph.Incoming incoming = image.incoming();
    for (int slot = incoming.first(job); slot < incoming.last(job); slot++) {
      int source = incoming.source(slot);
      if (image.edges().rule(incoming.edge(slot)).kind() != EdgeRule.Kind.NEEDS) {
        continue;
      }
      if (image.definition(source) < 0) {
        collectSources(image, source, sources);
      } else if (image.policy(source).hasOutputs()) {
        sources.add(source);
      }
    }
  }

  private static void place(
      String key,
      AssignmentReader.Output output,
      @Nullable List<Input> wanted,
      List<InputFile> files) {
    if (wanted == null) {
      files.add(file(key, output, output.name()));
      return;
    }
    for (Input input : wanted) {
      boolean from = input.from() == null || new Glob(input.from()).matches(key);
      if (from && new Glob(input.files()).matches(output.name())) {
        String folder = input.to() == null ? "" : input.to().replace("{key}", key);
        files.add(
            file(key, output, folder.isEmpty() ? output.name() : folder + "/" + output.name()));
        return;
      }
    }
  }

  private static InputFile file(String key, AssignmentReader.Output output, String to) {
    return new InputFile(
        output.job(), key, output.attempt(), output.name(), output.size(), output.sha256(), to);
  }
}
