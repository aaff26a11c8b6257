package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Tone;
import croft.cli.view.RateText;
import croft.cli.watch.Watch;
import croft.protocol.client.Paging;
import croft.protocol.json.Json;
import croft.protocol.wire.Commands;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.SampleUntil;
import croft.protocol.wire.SampleView;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a job's definition further times, to see how often it fails. */
@Command(
    name = "sample",
    description = {
      "Runs a job's definition further times, to see how often it fails.",
      "The job, its graph and what waits for it stay as they are; croft show GRAPH JOB has the rate."
    })
public final class SampleVerb extends Verb {
  @Parameters(index = "0", paramLabel = "GRAPH", description = "Which graph, such as last.")
  String graph = "last";

  @Parameters(index = "1", paramLabel = "JOB", description = "Which job of it.")
  String job = "";

  @Option(
      names = "--times",
      paramLabel = "NUMBER",
      description = "How often (default: 10). Without it and --until, lists the job's samples.")
  @Nullable Integer times;

  @Option(
      names = "--until",
      paramLabel = "failure",
      description = "One after the other, and one that fails is the last.")
  @Nullable String until;

  @Option(
      names = {"-w", "--watch"},
      description = "Follow them until they are over.")
  boolean watch;

  @Option(
      names = {"-m", "--reason"},
      paramLabel = "TEXT",
      description = "Why; kept with the samples.")
  @Nullable String reason;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Calls with the same key make samples once, however often they are sent.")
  @Nullable String key;

  @Mixin JsonOption json = new JsonOption();

  public SampleVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    if (until != null && !until.equals("failure")) {
      throw Fault.usage("--until must be failure, was '" + until + "'", "Or leave it out.");
    }
    long id = shell.farm().graph(graph).graph();
    if (times == null && until == null) {
      return list(id);
    }
    SampleView made =
        shell
            .farm()
            .project()
            .sample(
                id,
                job,
                new Commands.Sample(
                    times == null ? 10 : times, until == null ? null : SampleUntil.FAILURE, reason),
                key == null ? UUID.randomUUID().toString() : key);
    if (watch) {
      made = follow(id, made);
    }
    if (json.on()) {
      shell.terminal().line(Json.text(made));
    } else {
      shell.terminal().line(line(made));
      if (!watch) {
        shell.terminal().note("next: croft watch " + made.graph());
      }
    }
    return ExitCode.OK.number();
  }

  private SampleView follow(long id, SampleView made) throws IOException, InterruptedException {
    GraphView view = shell.farm().project().graph(made.graph());
    if (json.on()) {
      Following.silently(shell, view);
    } else {
      Watch.follow(shell.farm().project(), view, shell.terminal(), shell.around().clock());
    }
    return shell.farm().project().samples(id, job, Paging.FIRST).items().stream()
        .filter(sample -> sample.graph() == made.graph())
        .findFirst()
        .orElse(made);
  }

  private int list(long id) throws IOException, InterruptedException {
    var page = shell.farm().project().samples(id, job, Paging.FIRST);
    if (json.on()) {
      shell.terminal().line(Json.text(page));
    } else if (page.items().isEmpty()) {
      shell.terminal().note("no samples; make some with --times 20");
    } else {
      page.items().forEach(sample -> shell.terminal().line(line(sample)));
    }
    return ExitCode.OK.number();
  }

  private String line(SampleView sample) {
    return "%s  graph %d: %s%s"
        .formatted(
            shell
                .terminal()
                .paint(Tone.STRONG, "%d samples of %s".formatted(sample.times(), Shown.line(job))),
            sample.graph(),
            RateText.of(sample.failures()),
            sample.unfinished() > 0 ? ", " + sample.unfinished() + " to go" : "");
  }
}
