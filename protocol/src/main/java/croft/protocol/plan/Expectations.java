package croft.protocol.plan;

import croft.protocol.graphfile.Expectation;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.plan.Expected.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Works out what a graph is expected to be. Expressions are in CEL, without side effects, and stop
 * at limits; so that whatever a file says, there is an answer soon.
 */
public final class Expectations {
  /** Turns of all comprehensions of one expression. */
  public static final int TURNS_MAX = GraphExpressions.TURNS_MAX;

  /** Keys that ancestors() and descendants() give, in one graph. */
  public static final int KEYS_MAX = 5_000_000;

  /** Offending keys that are named. */
  public static final int OFFENDING_MAX = 20;

  private final GraphExpressions expressions;

  private Expectations(GraphSpec graph, Plan plan) {
    this.expressions = new GraphExpressions(graph, plan, false);
  }

  /** Works out all expectations of a graph, in the order of its file. */
  public static List<Expected> of(GraphSpec graph, Plan plan) {
    if (graph.expectations().isEmpty()) {
      return List.of();
    }
    var all = new Expectations(graph, plan);
    List<Expected> results = new ArrayList<>();
    for (Expectation expectation : graph.expectations()) {
      results.add(all.check(expectation));
    }
    return results;
  }

  private Expected check(Expectation expectation) {
    try {
      return verdict(expectation, expressions.value(expressions.read(expectation.that())));
    } catch (GraphExpressions.Wrong e) {
      return fault(expectation, String.valueOf(e.getMessage()));
    }
  }

  private static Expected verdict(Expectation expectation, Object value) {
    return switch (value) {
      case Boolean met -> expected(expectation, met ? Verdict.MET : Verdict.FAILED, List.of());
      case List<?> offending ->
          expected(
              expectation,
              offending.isEmpty() ? Verdict.MET : Verdict.FAILED,
              offending.stream().limit(OFFENDING_MAX).map(Expectations::named).toList());
      default ->
          fault(
              expectation,
              "the expression gives neither true or false nor a list of what is wrong, but "
                  + value);
    };
  }

  private static String named(Object value) {
    return value instanceof Map<?, ?> job && job.get("key") instanceof String key
        ? key
        : String.valueOf(value);
  }

  private static Expected expected(
      Expectation expectation, Verdict verdict, List<String> offending) {
    return new Expected(
        expectation.that(), expectation.message(), verdict, offending, null, place(expectation));
  }

  private static Expected fault(Expectation expectation, String fault) {
    return new Expected(
        expectation.that(),
        expectation.message(),
        Verdict.FAULTY,
        List.of(),
        fault,
        place(expectation));
  }

  private static String place(Expectation expectation) {
    return expectation.line() + ":" + expectation.column() + " " + expectation.path();
  }
}
