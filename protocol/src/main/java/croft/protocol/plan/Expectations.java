package croft.protocol.plan;

import croft.protocol.graphfile.Expectation;
import croft.protocol.graphfile.Glob;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.plan.Expected.Verdict;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Works out what a graph is expected to be. Expressions are in CEL, without side effects, and stop
 * at limits; so that whatever a file says, there is an answer soon.
 */
public final class Expectations {
  /** Turns of all comprehensions of one expression. */
  public static final int TURNS_MAX = 5_000_000;

  /** Keys that ancestors() and descendants() give, in one graph. */
  public static final int KEYS_MAX = 5_000_000;

  /** Offending keys that are named. */
  public static final int OFFENDING_MAX = 20;

  private static final CelType JOB = MapType.create(SimpleType.STRING, SimpleType.DYN);
  private static final CelType JOBS = ListType.create(JOB);
  private static final CelType KEYS = ListType.create(SimpleType.STRING);

  private final JobValues jobs;
  private final Cel cel;
  private final Map<String, Object> variables;

  // Functions must be immutable, as programs may be shared by threads. These are not shared.
  @SuppressWarnings("Immutable")
  private Expectations(GraphSpec graph, Plan plan) {
    this.jobs = new JobValues(graph, plan);
    this.cel =
        CelFactory.legacyCelBuilder()
            .setOptions(
                CelOptions.current()
                    .comprehensionMaxIterations(TURNS_MAX)
                    .maxExpressionCodePointSize(4_000)
                    .build())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("jobs", JOBS)
            .addVar("name", SimpleType.STRING)
            .addVar("parameters", MapType.create(SimpleType.STRING, SimpleType.STRING))
            .addVar("criticalPath", SimpleType.DURATION)
            .addFunctionDeclarations(
                function("matching", JOBS),
                function("job", JOB),
                function("ancestors", KEYS),
                function("descendants", KEYS),
                CelFunctionDecl.newFunctionDeclaration(
                    "like",
                    CelOverloadDecl.newMemberOverload(
                        "string_like", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)))
            .addFunctionBindings(
                CelFunctionBinding.from("matching_string", String.class, jobs::matching),
                CelFunctionBinding.from("job_string", String.class, jobs::job),
                CelFunctionBinding.from("ancestors_string", String.class, jobs::ancestors),
                CelFunctionBinding.from("descendants_string", String.class, jobs::descendants),
                CelFunctionBinding.from(
                    "string_like",
                    String.class,
                    String.class,
                    (key, glob) -> new Glob(glob).matches(key)))
            .build();
    this.variables =
        Map.of(
            "jobs",
            jobs.all(),
            "name",
            plan.name(),
            "parameters",
            plan.parameters(),
            "criticalPath",
            plan.criticalPath().duration());
  }

  private static CelFunctionDecl function(String name, CelType result) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newGlobalOverload(name + "_string", result, SimpleType.STRING));
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
      var ast = cel.compile(expectation.that()).getAst();
      return verdict(expectation, cel.createProgram(ast).eval(variables));
    } catch (CelValidationException e) {
      return fault(
          expectation,
          e.getErrors().isEmpty()
              ? String.valueOf(e.getMessage())
              : e.getErrors().getFirst().getMessage()
                  + " (line %d, character %d of the expression)"
                      .formatted(
                          e.getErrors().getFirst().getSourceLocation().getLine(),
                          e.getErrors().getFirst().getSourceLocation().getColumn() + 1));
    } catch (CelEvaluationException e) {
      return fault(expectation, why(e));
    }
  }

  private static String why(CelEvaluationException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
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
