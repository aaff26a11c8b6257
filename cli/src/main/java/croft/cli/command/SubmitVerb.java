package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.client.Submitted;
import croft.protocol.json.Json;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits a graph file. */
@Command(
    name = "submit",
    description = {
      "Submits a graph file: all of it, or nothing.",
      "The files that it names under files: are packed and sent along, unless the farm has them."
    })
public final class SubmitVerb extends Verb {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "YAML, .json or .ndjson; - for what is piped in (default: croft.yaml).")
  @Nullable String file;

  @Mixin GeneratorOptions generator = new GeneratorOptions();

  @Option(
      names = {"-w", "--watch"},
      description = "Follow it until it is over; the exit code says how it ended.")
  boolean watch;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Value of a parameter; may be repeated.")
  Map<String, String> set = new LinkedHashMap<>();

  @Mixin StartOptions start = new StartOptions();

  @Option(
      names = "--if-match",
      paramLabel = "TOKEN",
      description = "Only if it is what croft plan --forecast showed, which prints the token.")
  @Nullable String ifMatch;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Submissions with the same key are one graph, however often they are sent.")
  @Nullable String key;

  @Mixin JsonOption json = new JsonOption();

  public SubmitVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    start.check(watch);
    GeneratorOptions.Read read = generator.read(file, shell, set);
    Submitted submitted =
        read.input().submit(shell.farm().project(), read.set(), start, ifMatch, key);
    if (watch) {
      return Following.of(shell, submitted.graph(), json.on());
    }
    if (json.on()) {
      shell.terminal().line(Json.text(submitted.graph()));
    } else {
      say(submitted, shell.terminal());
    }
    return ExitCode.OK.number();
  }

  /** Says what was submitted, and what people do next. */
  static void say(Submitted submitted, Terminal terminal) {
    GraphView graph = submitted.graph();
    terminal.line(
        "%s %s  graph %d  %s"
            .formatted(
                submitted.repeated()
                    ? "was already submitted:"
                    : graph.state() == GraphState.DRAFT ? "stored as a draft:" : "submitted",
                terminal.paint(Tone.STRONG, Shown.line(graph.name())),
                graph.graph(),
                Sizes.count(graph.jobs(), "job")));
    String next = graph.state() == GraphState.DRAFT ? "start" : graph.paused() ? "resume" : "watch";
    terminal.line("next: croft " + next + " " + graph.graph());
  }
}
