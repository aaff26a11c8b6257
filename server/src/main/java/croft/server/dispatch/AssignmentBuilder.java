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
import croft.store.sample.Samples;
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

  private static final int COMMONS_MAX = 10_000;

  private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};
  private static final TypeReference<List<InputFile>> FILES = new TypeReference<>() {};

  private record DefinitionId(long graph, int number) {}

  private record Known(RawJson body, @Nullable List<Input> inputs, int weight) {}

  private final Database database;
  private final Images images;
  private final Cache<DefinitionId, Known> definitions =
      Caffeine.newBuilder()
          .maximumWeight(DEFINITION_BYTES_MAX)
          .weigher((DefinitionId _, Known known) -> known.weight)
          .build();

  /**
   * What all assignments of a graph say.
   *
   * @param sampleKey of the job that its jobs are samples of; null for other graphs
   * @param sampleInputs what each sample gets
   */
  private record Common(
      Map<String, String> parameters, @Nullable String sampleKey, List<InputFile> sampleInputs) {}

  private final Cache<Long, Common> commons =
      Caffeine.newBuilder().maximumSize(COMMONS_MAX).build();

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
      Known definition = definition(image, job.job(), job.attempt());
      Common common = common(job.graph());
      String sampleKey = common.sampleKey;
      assignments.add(
          new Assignment(
              job.graph(),
              job.job(),
              sampleKey == null ? image.key(job.job()) : sampleKey,
              image.projectName(),
              job.attempt(),
              job.nonce(),
              image.revision(job.job(), job.attempt()),
              definition.body,
              common.parameters,
              sampleKey == null
                  ? inputs(image, job.job(), job.attempt(), definition)
                  : common.sampleInputs));
    }
    return assignments;
  }

  /**
   * What an attempt of a job gets, for others that are to get the same.
   *
   * @param attempt 0 for what an attempt would get now
   */
  List<InputFile> inputs(long graph, int job, int attempt) throws SQLException {
    GraphImage image = images.get(graph);
    if (image == null || job >= image.edges().size()) {
      throw new SQLException("graph " + graph + " has no job " + job);
    }
    List<InputFile> inputs = new ArrayList<>();
    for (InputFile file : inputs(image, job, attempt, definition(image, job, 0))) {
      inputs.add(
          new InputFile(
              file.job(),
              file.key(),
              file.attempt(),
              file.name(),
              file.size(),
              file.sha256(),
              file.to(),
              file.graph() == null ? Long.valueOf(graph) : file.graph()));
    }
    return inputs;
  }

  private Known definition(GraphImage image, int job, int attempt) throws SQLException {
    DefinitionId id = new DefinitionId(image.graph(), image.definition(job, attempt));
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

  private Common common(long graph) throws SQLException {
    Common known = commons.getIfPresent(graph);
    if (known == null) {
      try (Connection connection = database.connection()) {
        Samples.Told sample = Samples.told(connection, graph);
        known =
            new Common(
                Json.readResponse(AssignmentReader.parameters(connection, graph), VALUES),
                sample == null ? null : sample.key(),
                sample == null ? List.of() : Json.readResponse(sample.inputs(), FILES));
      }
      commons.put(graph, known);
    }
    return known;
  }

  private List<InputFile> inputs(GraphImage image, int job, int attempt, Known definition)
      throws SQLException {
    if (definition.inputs != null && definition.inputs.isEmpty()) {
      return List.of();
    }
    List<Integer> sources = new ArrayList<>();
    List<Integer> remotes = new ArrayList<>();
    collectSources(image, job, sources, remotes);
    if (sources.isEmpty() && remotes.isEmpty()) {
      return List.of();
    }
    List<AssignmentReader.Output> outputs;
    List<AssignmentReader.Remote> others = List.of();
    try (Connection connection = database.connection()) {
      outputs =
          AssignmentReader.outputs(
              connection,
              image.graph(),
              job,
              attempt,
              sources.stream().mapToInt(Integer::intValue).sorted().distinct().toArray());
      if (!remotes.isEmpty()) {
        others =
            AssignmentReader.remoteOutputs(
                connection,
                image.graph(),
                remotes.stream().mapToInt(Integer::intValue).sorted().distinct().toArray());
      }
    }
    List<InputFile> files = new ArrayList<>();
    for (AssignmentReader.Remote other : others) {
      place(other.key(), other.graph(), other.output(), definition.inputs, files);
    }
    for (AssignmentReader.Output output : outputs) {
      place(image.key(output.job()), null, output, definition.inputs, files);
    }
    return files;
  }

  /** The jobs that a job needs directly, through joins, and that promise outputs. */
  private static void collectSources(
      GraphImage image, int job, List<Integer> sources, List<Integer> remotes) {
    JobGraph.Incoming incoming = image.incoming();
    for (int slot = incoming.first(job); slot < incoming.last(job); slot++) {
      int source = incoming.source(slot);
      if (image.edges().rule(incoming.edge(slot)).kind() != EdgeRule.Kind.NEEDS) {
        continue;
      }
      if (image.definition(source) < 0) {
        if (incoming.first(source) == incoming.last(source)) {
          // A join without edges stands for a job of another graph.
          remotes.add(source);
        }
        collectSources(image, source, sources, remotes);
      } else if (image.policy(source).hasOutputs()) {
        sources.add(source);
      }
    }
  }

  private static void place(
      String key,
      @Nullable Long graph,
      AssignmentReader.Output output,
      @Nullable List<Input> wanted,
      List<InputFile> files) {
    if (wanted == null) {
      files.add(file(key, graph, output, output.name()));
      return;
    }
    for (Input input : wanted) {
      boolean from = input.from() == null || new Glob(input.from()).matches(key);
      if (from && new Glob(input.files()).matches(output.name())) {
        String folder = input.to() == null ? "" : input.to().replace("{key}", key);
        files.add(
            file(
                key,
                graph,
                output,
                folder.isEmpty() ? output.name() : folder + "/" + output.name()));
        return;
      }
    }
  }

  private static InputFile file(
      String key, @Nullable Long graph, AssignmentReader.Output output, String to) {
    return new InputFile(
        output.job(),
        key,
        output.attempt(),
        output.name(),
        output.size(),
        output.sha256(),
        to,
        graph);
  }
}
