package croft.protocol.plan;

import croft.protocol.graphfile.GraphSpec;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses jobs of a graph by expressions in CEL, each of which is true of the jobs that are meant.
 * It says something of {@code job}; what it can name beside that is what expectations can. For one
 * thread.
 */
public final class Selection {
  private final GraphSpec graph;
  private @Nullable GraphExpressions expressions;

  public Selection(GraphSpec graph) {
    this.graph = graph;
  }

  /** What came of an expression. */
  public sealed interface Selected {
    /** The keys of the jobs of which it is true. */
    record Keys(List<String> keys) implements Selected {}

    /** Why there is no answer, for people. */
    record Wrong(String message) implements Selected {}
  }

  /** The jobs of which an expression is true. */
  public Selected where(String expression) {
    try {
      GraphExpressions all = expressions();
      CelRuntime.Program program = all.read(expression);
      List<String> keys = new ArrayList<>();
      for (Map<String, Object> job : all.jobs()) {
        switch (all.value(program, job)) {
          case Boolean chosen -> {
            if (chosen) {
              keys.add(String.valueOf(job.get("key")));
            }
          }
          default -> {
            return new Selected.Wrong(
                "it is not true or false of a job; write something like job.pool == 'default'");
          }
        }
      }
      return new Selected.Keys(keys);
    } catch (GraphExpressions.Wrong e) {
      return new Selected.Wrong(String.valueOf(e.getMessage()));
    } catch (NoClassDefFoundError _) {
      return new Selected.Wrong("this installation has no library for expressions (CEL)");
    }
  }

  private GraphExpressions expressions() throws GraphExpressions.Wrong {
    if (expressions == null) {
      expressions =
          switch (Planner.plan(graph)) {
            case Planner.Planned.Good(Plan plan) -> new GraphExpressions(graph, plan, true);
            case Planner.Planned.Cyclic _ ->
                throw new GraphExpressions.Wrong("jobs wait for each other in a cycle");
          };
    }
    return expressions;
  }
}
