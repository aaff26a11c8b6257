package croft.protocol.plan;

import croft.protocol.Limits;
import croft.protocol.graphfile.Glob;
import croft.protocol.graphfile.GraphSpec;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
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
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Expressions in CEL about a graph: the one place that says what they can name. They have no side
 * effects and stop at limits, so that whatever someone writes, there is an answer soon. For one
 * thread.
 */
final class GraphExpressions {
  /** Turns of all comprehensions of one expression. */
  static final int TURNS_MAX = 5_000_000;

  /** Characters of an expression. */
  static final int CHARACTERS_MAX = Limits.EXPRESSION_BYTES_MAX;

  private static final CelType JOB = MapType.create(SimpleType.STRING, SimpleType.DYN);
  private static final CelType JOBS = ListType.create(JOB);
  private static final CelType KEYS = ListType.create(SimpleType.STRING);

  private final JobValues jobs;
  private final Cel cel;
  private final Map<String, Object> variables;

  /** Why an expression has no value, for people. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Expressions about a graph.
   *
   * @param ofJobs whether they are about one job each, which they call {@code job}
   */
  // Functions must be immutable, as programs may be shared by threads. These are not shared.
  @SuppressWarnings("Immutable")
  GraphExpressions(GraphSpec graph, Plan plan, boolean ofJobs) {
    this.jobs = new JobValues(graph, plan);
    CelBuilder builder =
        CelFactory.legacyCelBuilder()
            .setOptions(
                CelOptions.current()
                    .comprehensionMaxIterations(TURNS_MAX)
                    .maxExpressionCodePointSize(CHARACTERS_MAX)
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
                    (key, glob) -> new Glob(glob).matches(key)));
    this.cel = (ofJobs ? builder.addVar("job", JOB) : builder).build();
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

  /** All jobs, in the order of the plan. */
  List<Map<String, Object>> jobs() {
    return jobs.all();
  }

  /** An expression that was read. */
  CelRuntime.Program read(String expression) throws Wrong {
    try {
      CelAbstractSyntaxTree ast = cel.compile(expression).getAst();
      return cel.createProgram(ast);
    } catch (CelValidationException e) {
      throw new Wrong(
          e.getErrors().isEmpty()
              ? String.valueOf(e.getMessage())
              : e.getErrors().getFirst().getMessage()
                  + " (line %d, character %d of the expression)"
                      .formatted(
                          e.getErrors().getFirst().getSourceLocation().getLine(),
                          e.getErrors().getFirst().getSourceLocation().getColumn() + 1));
    } catch (CelEvaluationException e) {
      throw new Wrong(why(e));
    }
  }

  /** The value of an expression about the whole graph. */
  Object value(CelRuntime.Program program) throws Wrong {
    return evaluate(program, variables);
  }

  /** The value of an expression about one job. */
  Object value(CelRuntime.Program program, Map<String, Object> job) throws Wrong {
    Map<String, Object> with = new HashMap<>(variables);
    with.put("job", job);
    return evaluate(program, with);
  }

  private static Object evaluate(CelRuntime.Program program, Map<String, Object> variables)
      throws Wrong {
    try {
      return program.eval(variables);
    } catch (CelEvaluationException e) {
      throw new Wrong(why(e));
    }
  }

  private static String why(CelEvaluationException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
