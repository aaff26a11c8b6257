package croft.server.submit;

import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import croft.protocol.plan.Comparison;
import croft.protocol.plan.Expectations;
import croft.protocol.plan.Expected;
import croft.protocol.plan.Plan;
import croft.protocol.plan.PlanToken;
import croft.protocol.plan.Planner;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.PlanForecast;
import croft.protocol.wire.PlanView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what a graph file would do. Stores nothing, and needs no database. */
public final class GraphPlans {
  private GraphPlans() {}

  /**
   * A graph file.
   *
   * @param set values of its parameters; one that has none gets one of the right type
   * @param files digest of the bundle that is to be submitted with it; null for none
   */
  public record File(Media media, String text, Map<String, String> set, @Nullable String files) {
    public File {
      set = Map.copyOf(set);
    }
  }

  /** Says when the jobs of a graph would run. */
  @FunctionalInterface
  public interface Forecasts {
    PlanForecast of(GraphSpec graph, GraphCompiler.Compiled.Good compiled);
  }

  /**
   * Plans a graph file, which is checked as if it were submitted.
   *
   * @param against what it is compared with; null for nothing. Values of parameters that this one
   *     does not have are left out.
   * @param forecasts null to leave the forecast out
   * @throws ProblemException with the places of all faults of the file
   */
  public static PlanView plan(File file, @Nullable File against, @Nullable Forecasts forecasts) {
    GraphSpec graph;
    GraphCompiler.Compiled.Good good;
    switch (FarmSubmissions.checked(read(file, false))) {
      case FarmSubmissions.Checked.Wrong(Problem problem) -> throw new ProblemException(problem);
      case FarmSubmissions.Checked.Right(GraphSpec spec, GraphCompiler.Compiled.Good compiled) -> {
        graph = spec;
        good = compiled;
      }
    }
    Plan plan =
        switch (Planner.plan(graph)) {
          case Planner.Planned.Good(Plan made) -> made;
          case Planner.Planned.Cyclic(var keys, int _) ->
              throw new ProblemException(FarmSubmissions.problem(keys));
        };
    // What was submitted once may use what this version of the farm reads no more: then there is no
    // difference to show.
    if (against != null && read(against, true) instanceof ParseResult.Parsed(GraphSpec before)) {
      plan = plan.withDifference(Comparison.of(before, graph));
    }
    boolean complete =
        graph.parameters().stream()
            .allMatch(one -> !one.required() || file.set().containsKey(one.name()));
    return new PlanView(
        plan.withExpectations(expectations(graph, plan)),
        graph.parameters().stream().map(FarmTemplates::view).toList(),
        complete ? PlanToken.of(plan) : null,
        forecasts == null ? null : forecasts.of(graph, good));
  }

  private static ParseResult read(File file, boolean ignoreUnknown) {
    return GraphFile.parse(
        file.text(),
        file.media(),
        new ParseOptions(file.set(), file.files(), List.of(), ignoreUnknown, true));
  }

  private static List<Expected> expectations(GraphSpec graph, Plan plan) {
    if (graph.expectations().isEmpty()) {
      return List.of();
    }
    try {
      return Expectations.of(graph, plan);
    } catch (NoClassDefFoundError _) {
      // A server without the library for expressions plans all the same; croft plan looks at them.
      return List.of();
    }
  }
}
