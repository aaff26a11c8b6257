package croft.protocol.graphfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Graph files in tests: read, and shown in a line. */
final class GraphFiles {
  private GraphFiles() {}

  /** The graph of a YAML file that is right. */
  static GraphSpec graph(String yaml) {
    return graph(yaml, Media.YAML, ParseOptions.NONE);
  }

  static GraphSpec graph(String text, Media media, ParseOptions options) {
    ParseResult result = GraphFile.parse(text, media, options);
    assertThat(result).as(() -> result.toString()).isInstanceOf(ParseResult.Parsed.class);
    return ((ParseResult.Parsed) result).graph();
  }

  /** The graph of jobs written as in a file, with a header before them. */
  static GraphSpec jobs(String jobs) {
    return graph("croft: 1\nname: test\njobs:\n" + jobs.indent(2));
  }

  /** The faults of a file. */
  static List<String> faults(String text, Media media) {
    return faults(text, media, ParseOptions.NONE);
  }

  static List<String> faults(String text, Media media, ParseOptions options) {
    return switch (GraphFile.parse(text, media, options)) {
      case ParseResult.Parsed(GraphSpec graph) -> List.of("none: " + graph.jobs());
      case ParseResult.Faulty(Faults faults) ->
          faults.first().stream().map(Fault::toString).toList();
    };
  }

  /**
   * What each job waits for: {@code b<-a,c?failed}, {@code ~} for after; joins as {@code 1of(a,b)}.
   */
  static String edges(GraphSpec graph) {
    Map<Integer, List<String>> waits = new TreeMap<>();
    for (int job = 0; job < graph.jobCount(); job++) {
      List<String> of = new ArrayList<>();
      graph.dependencies(job).forEach(edge -> of.add(edge(graph, edge)));
      waits.put(job, of);
    }
    for (JoinSpec join : graph.joins()) {
      String members =
          join.members().stream().map(edge -> edge(graph, edge)).collect(Collectors.joining(","));
      waits
          .computeIfAbsent(join.job(), _ -> new ArrayList<>())
          .add(join.atLeast() + "of(" + members + ")");
    }
    return waits.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> graph.job(entry.getKey()).key() + "<-" + String.join(",", entry.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static String edge(GraphSpec graph, DependencySpec edge) {
    String key = graph.job(edge.target()).key();
    return switch (edge.kind()) {
      case AFTER -> "~" + key;
      case NEEDS ->
          edge.condition() == Condition.SUCCEEDED ? key : key + "?" + edge.condition().text();
    };
  }

  static String keys(GraphSpec graph) {
    return graph.jobs().stream().map(JobSpec::key).collect(Collectors.joining(" "));
  }
}
