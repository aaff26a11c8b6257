package croft.protocol.plan;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import java.util.List;
import java.util.stream.Collectors;

/** Graphs and plans in tests. */
final class Plans {
  private Plans() {}

  static GraphSpec graph(String yaml) {
    ParseResult result = GraphFile.parse(yaml, Media.YAML, ParseOptions.NONE);
    assertThat(result).as(() -> result.toString()).isInstanceOf(ParseResult.Parsed.class);
    return ((ParseResult.Parsed) result).graph();
  }

  /** A graph of jobs written as in a file. */
  static GraphSpec jobs(String jobs) {
    return graph("croft: 1\nname: test\njobs:\n" + jobs.indent(2));
  }

  static Plan plan(GraphSpec graph) {
    Planner.Planned planned = Planner.plan(graph);
    assertThat(planned).isInstanceOf(Planner.Planned.Good.class);
    return ((Planner.Planned.Good) planned).plan();
  }

  /** Its jobs, level by level: {@code a b | c}. */
  static String levels(Plan plan) {
    return plan.jobs().stream()
        .collect(
            Collectors.groupingBy(
                PlannedJob::level,
                java.util.TreeMap::new,
                Collectors.mapping(PlannedJob::key, Collectors.joining(" "))))
        .values()
        .stream()
        .collect(Collectors.joining(" | "));
  }

  static List<String> inactive(Plan plan) {
    return plan.jobs().stream()
        .filter(job -> !job.active())
        .map(job -> job.key() + ": " + job.inactiveBecause())
        .toList();
  }
}
