package croft.cli.command;

import croft.cli.plan.PlanDrawing;
import croft.cli.plan.PlanForecastText;
import croft.cli.plan.PlanHtml;
import croft.cli.plan.PlanText;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.settings.Setting;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.json.Json;
import croft.protocol.plan.Comparison;
import croft.protocol.plan.Expectations;
import croft.protocol.plan.Expected;
import croft.protocol.plan.Plan;
import croft.protocol.plan.Planner;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.PlanView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Shows what a graph file would do: without a farm, unless it is asked about one. */
@Command(
    name = "plan",
    description = {
      "Shows what a graph file would do; without a farm, unless it is asked about one.",
      "The jobs in the order in which they could start, what is inactive and why, whether the file's",
      "expectations are met, how it differs from another file or graph, and when its jobs would run.",
      "Ends with 1 if an expectation of the file is not met, with 2 if the file or an expectation is",
      "wrong, and with 3 if --check is given and there is a difference."
    })
public final class PlanVerb extends Verb {
  /** How a plan is printed. */
  enum Format {
    TEXT,
    JSON,
    DOT,
    MERMAID,
    HTML;

    /** From the word on the command line. */
    static final class Reader implements ITypeConverter<Format> {
      @Override
      public Format convert(String word) {
        for (Format format : values()) {
          if (format.name().toLowerCase(Locale.ROOT).equals(word)) {
            return format;
          }
        }
        throw new TypeConversionException(
            "'" + word + "' is unknown; known are text, json, dot, mermaid, html");
      }
    }
  }

  private static final int LIMIT_DEFAULT = 200;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "YAML, .json or .ndjson; - for what is piped in (default: croft.yaml).")
  @Nullable String file;

  @Mixin GeneratorOptions generator = new GeneratorOptions();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Value of a parameter; may be repeated.")
  Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--against",
      paramLabel = "FILE|GRAPH",
      description = {
        "What is different from another graph file is shown; or from a graph of the farm: a number, a",
        "name, last, each also with a revision such as last@2."
      })
  @Nullable String against;

  @Option(
      names = "--forecast",
      description = {
        "Also when its jobs would run on the farm's live workers, by what they took before, and the",
        "token for croft submit --if-match."
      })
  boolean forecast;

  @Option(
      names = "--farm",
      paramLabel = "URL",
      description = "The same, on the farm there (and --against asks that one).")
  @Nullable String farm;

  @Option(
      names = "--check",
      description = "End with 3 if there is a difference from what --against names.")
  boolean check;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = Format.Reader.class,
      description = "text, json, dot (Graphviz), mermaid or html, one file (default: text).")
  Format format = Format.TEXT;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "So many lines of each part of the text; 0 for all (default: 200).")
  int limit = LIMIT_DEFAULT;

  public PlanVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    if (check && against == null) {
      throw Fault.usage("--check compares, but with what?", "Name another file with --against.");
    }
    if (limit < 0) {
      throw Fault.usage("--limit is " + limit, "Give a number from 0 on.");
    }
    GeneratorOptions.Read read = generator.read(file, shell, set);
    GraphInput input = read.input();
    GraphSpec graph = input.graph(shell.around().folder(), read.set());
    Plan plan =
        switch (Planner.plan(graph)) {
          case Planner.Planned.Good(Plan good) -> good;
          case Planner.Planned.Cyclic(var keys, int count) -> throw cycle(input, keys, count);
        };
    if (against != null) {
      GraphSpec before = other(against);
      plan = plan.withDifference(Comparison.of(before, graph));
    }
    plan = plan.withExpectations(expectations(graph, plan));
    PlanView farms = forecast || farm != null ? input.plan(farm().project(), read.set()) : null;
    print(plan, farms);
    return exit(plan).number();
  }

  private Farm farm() {
    return farm == null ? shell.farm() : shell.with(Map.of(Setting.URL, farm)).farm();
  }

  /** A file, or else a graph of the farm as it is or was. */
  private GraphSpec other(String name) throws IOException, InterruptedException {
    Path folder = shell.around().folder();
    Matcher graph = GRAPH.matcher(name);
    if (Files.exists(folder.resolve(name)) || !graph.matches()) {
      return GraphInput.other(name, folder, set);
    }
    GraphView view = farm().graph(graph.group(1));
    int revision = graph.group(2) == null ? view.revision() : Integer.parseInt(graph.group(2));
    return GraphInput.stored(
        "revision %d of graph %d".formatted(revision, view.graph()),
        farm().project().revisionFile(view.graph(), revision));
  }

  /** A number, a name, last; with a revision. */
  private static final Pattern GRAPH = Pattern.compile("([^@/\\\\]+?)(?:@([0-9]{1,9}))?");

  private static Fault cycle(GraphInput input, List<String> keys, int count) {
    return Fault.usage(
        "%s: jobs wait for each other in a cycle; each of these for the one before it, the first for the last: %s%s"
            .formatted(
                input.source().name(),
                String.join(" > ", keys),
                count > keys.size() ? " > ... %,d more".formatted(count - keys.size()) : ""),
        "Take one of these dependencies away.");
  }

  private static List<Expected> expectations(GraphSpec graph, Plan plan) {
    if (graph.expectations().isEmpty()) {
      return List.of();
    }
    try {
      return Expectations.of(graph, plan);
    } catch (NoClassDefFoundError e) {
      throw new Fault(
          ExitCode.USAGE,
          "this installation has no library for expressions (CEL): the file's expect cannot be"
              + " looked at",
          "Use the whole of Croft and not its part for workers.",
          e);
    }
  }

  private void print(Plan plan, @Nullable PlanView farms) {
    var terminal = shell.terminal();
    switch (format) {
      case TEXT -> {
        terminal.lines(PlanText.lines(plan, limit, terminal));
        if (farms != null) {
          terminal.lines(PlanForecastText.lines(farms, limit, terminal));
        }
      }
      case JSON -> terminal.line(Json.text(farms == null ? plan : withFarm(plan, farms)));
      case DOT -> terminal.out().print(PlanDrawing.dot(plan));
      case MERMAID -> terminal.out().print(PlanDrawing.mermaid(plan));
      case HTML -> terminal.out().print(PlanHtml.page(plan));
    }
    terminal.out().flush();
    if (format != Format.TEXT) {
      for (Expected expected : plan.expectations()) {
        if (expected.verdict() != Expected.Verdict.MET) {
          terminal.note(
              "croft: expectation %s: %s"
                  .formatted(
                      expected.place(),
                      expected.fault() != null
                          ? expected.fault()
                          : expected.message().isEmpty() ? expected.that() : expected.message()));
        }
      }
    }
  }

  /** The members of the plan, and what the farm says. */
  private static Map<String, Object> withFarm(Plan plan, PlanView farms) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("plan", plan);
    all.put("token", farms.token());
    all.put("forecast", farms.forecast());
    return all;
  }

  private ExitCode exit(Plan plan) {
    ExitCode code = ExitCode.OK;
    if (check && plan.difference() != null && !plan.difference().isEmpty()) {
      code = ExitCode.DIFFERENCE;
    }
    for (Expected expected : plan.expectations()) {
      switch (expected.verdict()) {
        case MET -> {}
        case FAILED -> code = code == ExitCode.USAGE ? code : ExitCode.GRAPH_FAILED;
        case FAULTY -> code = ExitCode.USAGE;
      }
    }
    return code;
  }
}
