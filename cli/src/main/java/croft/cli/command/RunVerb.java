package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.protocol.client.Submitted;
import croft.protocol.json.Json;
import croft.protocol.wire.TemplateUse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a graph from a template. */
@Command(
    name = "run",
    description = {
      "Makes a graph from a template: all of its jobs, those that are not chosen inactive.",
      "What a chosen job needs is run, too. croft template put stores templates."
    })
public final class RunVerb extends Verb {
  @Parameters(paramLabel = "NAME", description = "Which template.")
  String name = "";

  @Option(
      names = {"-w", "--watch"},
      description = "Follow it until it is over; the exit code says how it ended.")
  boolean watch;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Value of a parameter; may be repeated.")
  Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--only",
      paramLabel = "GLOB",
      description = "Only jobs whose key matches, such as test/**; may be repeated.")
  List<String> only = new ArrayList<>();

  @Option(
      names = "--except",
      paramLabel = "GLOB",
      description = "No jobs whose key matches, nor what cannot do without them; may be repeated.")
  List<String> except = new ArrayList<>();

  @Option(
      names = "--only-where",
      paramLabel = "CEL",
      description = "Only jobs of which this expression is true, such as \"job.pool == 'gpu'\".")
  @Nullable String onlyWhere;

  @Option(
      names = "--except-where",
      paramLabel = "CEL",
      description = "No jobs of which this expression is true.")
  @Nullable String exceptWhere;

  @Option(
      names = "--again",
      paramLabel = "GRAPH",
      description = "Only jobs that were active in this graph.")
  @Nullable String again;

  @Option(
      names = "--failed-of",
      paramLabel = "GRAPH",
      description = "Only jobs that failed in this graph.")
  @Nullable String failedOf;

  @Option(
      names = "--version",
      paramLabel = "NUMBER",
      description = "Version of the template (default: the newest).")
  @Nullable Integer version;

  @Mixin StartOptions start = new StartOptions();

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Uses with the same key are one graph, however often they are sent.")
  @Nullable String key;

  @Mixin JsonOption json = new JsonOption();

  public RunVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    if (again != null && failedOf != null) {
      throw Fault.usage("--again and --failed-of are both given", "Choose one of them.");
    }
    start.check(watch);
    TemplateUse use =
        new TemplateUse(
            set,
            version,
            only,
            except,
            onlyWhere,
            exceptWhere,
            graph(again),
            graph(failedOf),
            start.paused() ? true : null,
            start.draft() ? true : null,
            start.noReuse() ? true : null,
            null);
    Submitted submitted =
        shell.farm().project().use(name, use, key == null ? UUID.randomUUID().toString() : key);
    if (watch) {
      return Following.of(shell, submitted.graph(), json.on());
    }
    if (json.on()) {
      shell.terminal().line(Json.text(submitted.graph()));
    } else {
      SubmitVerb.say(submitted, shell.terminal());
    }
    return ExitCode.OK.number();
  }

  private @Nullable Long graph(@Nullable String reference)
      throws IOException, InterruptedException {
    return reference == null ? null : (Long) shell.farm().graph(reference).graph();
  }
}
