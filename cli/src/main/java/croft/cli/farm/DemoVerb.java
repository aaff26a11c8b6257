package croft.cli.farm;

import croft.cli.command.Following;
import croft.cli.command.GraphInput;
import croft.cli.command.Shell;
import croft.cli.command.StartOptions;
import croft.cli.command.Verb;
import croft.cli.demo.FittedGraph;
import croft.cli.files.Saving;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.settings.Setting;
import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.cli.view.JobTable;
import croft.protocol.client.FarmClient;
import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.WorkerState;
import croft.protocol.wire.WorkerView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows a farm at work. */
@Command(
    name = "demo",
    description = {
      "Starts a farm, runs a real graph on it, shows what happens, and stops it.",
      "The graph fetches Apache Commons Codec, compiles it on two JDKs, runs its tests in four chunks"
          + " on each, and makes a report of them. Data: demo in ~/.croft."
    })
public final class DemoVerb extends Verb {
  private static final Duration SIGN_ON = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final int SLOTS = 2;

  @Option(
      names = "--example",
      paramLabel = "DIR",
      description = "Folder with the graph.yaml to run (default: examples/commons-codec).")
  Path example = Path.of("commons-codec");

  public DemoVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    Path folder = exampleFolder();
    Terminal terminal = shell.terminal();
    Instant started = shell.around().clock().instant();
    terminal.line("starting a farm: server, PostgreSQL, a worker with two slots");
    Path data = shell.settings().home().resolve("demo");
    Shell inData = shell.with(Map.of(Setting.DATA, data.toString()));
    Logs.toFiles(data.resolve("log"), shell.around().err());
    try (FarmServer server = FarmServer.start(inData, Map.of("port", "0"), null)) {
      Shell there =
          shell.with(
              Map.of(
                  Setting.DATA, data.toString(),
                  Setting.URL, server.url().toString(),
                  Setting.TOKEN, server.token()));
      var options = new WorkerOptions();
      options.slots = SLOTS;
      try (FarmWorker worker =
          FarmWorker.start(
              server.url(), server.token(), data.resolve("worker"), options, null, null)) {
        terminal.line("in a browser, while it runs: " + server.webLink());
        return work(there, folder, data, worker, started);
      }
    }
  }

  private Path exampleFolder() {
    String root = shell.around().variable("CROFT_EXAMPLES");
    Path base = root == null ? shell.around().folder().resolve("examples") : Path.of(root);
    Path folder = base.resolve(example);
    if (!Files.isRegularFile(folder.resolve("graph.yaml"))) {
      throw Fault.usage(
          "there is no graph.yaml in " + folder,
          "Run ./croft demo in a clone, or name a folder with --example.");
    }
    return folder;
  }

  private int work(Shell there, Path folder, Path data, FarmWorker worker, Instant started)
      throws IOException, InterruptedException {
    Terminal terminal = shell.terminal();
    Set<String> labels = labels(there.farm().client());
    terminal.line(
        "ready after %s, isolation: %s"
            .formatted(
                Elapsed.text(Duration.between(started, shell.around().clock().instant())),
                worker.isolation()));
    String yaml = Files.readString(folder.resolve("graph.yaml"), StandardCharsets.UTF_8);
    FittedGraph fitted = FittedGraph.of(yaml, labels);
    if (fitted.changed()) {
      terminal.line(Tone.WARNING, fitted.notice());
    }
    GraphInput input =
        GraphInput.ofText(
            folder.resolve("graph.yaml").toString(), fitted.text(), null, folder, Map.of());
    ProjectClient farm = there.farm().project();
    GraphView graph = input.submit(farm, Map.of(), new StartOptions(), null, null).graph();
    terminal.line("");
    int code = Following.of(there, graph, false);
    results(farm, graph.graph(), data, fitted);
    return code;
  }

  /** What the workers have, as soon as there is one. */
  private static Set<String> labels(FarmClient farm) throws IOException, InterruptedException {
    long waited = 0;
    while (true) {
      List<WorkerView> live =
          farm.workers().items().stream().filter(w -> w.state() == WorkerState.LIVE).toList();
      if (!live.isEmpty()) {
        Set<String> labels = new HashSet<>();
        live.forEach(each -> labels.addAll(each.labels()));
        return labels;
      }
      if (waited > SIGN_ON.toMillis()) {
        throw new Fault(
            ExitCode.UNREACHABLE,
            "the worker did not sign on within " + SIGN_ON.toSeconds() + " s",
            "Its log, in log below the data folder, says why.");
      }
      // Nobody tells when a worker signs on; it takes a few of these.
      new CountDownLatch(1).await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      waited += LOOK.toMillis();
    }
  }

  /** What the graph was for: the count of tests, and the page. */
  private void results(ProjectClient farm, long graph, Path data, FittedGraph fitted)
      throws IOException, InterruptedException {
    Terminal terminal = shell.terminal();
    terminal.line("");
    List<JobView> merged = farm.jobs(graph, Set.of(), "merge", Paging.first(1)).items();
    if (!merged.isEmpty() && merged.getFirst().tests() != null) {
      terminal.line("tests   " + JobTable.tests(merged.getFirst().tests(), ", "));
      for (String line : log(farm, graph, merged.getFirst())) {
        terminal.line("        " + Shown.line(line));
      }
    }
    var saving = new Saving(farm, graph, data.resolve("results"));
    for (ArtifactView artifact : Paging.all(paging -> farm.artifacts(graph, paging))) {
      if (artifact.kind() == ArtifactKind.ARTIFACT) {
        terminal.line(
            "report  %s  %s"
                .formatted(saving.save(artifact, artifact.name()), Sizes.bytes(artifact.size())));
      }
    }
    if (fitted.changed()) {
      terminal.line(Tone.WARNING, "        " + fitted.notice());
    }
    terminal.line("next    croft up, then in another terminal croft init && croft submit --watch");
  }

  private static List<String> log(ProjectClient farm, long graph, JobView job)
      throws IOException, InterruptedException {
    if (job.state() != JobState.SUCCEEDED) {
      return List.of();
    }
    String text = farm.log(graph, String.valueOf(job.job()), job.attempt(), 0, 4_096).text();
    return text.lines().filter(line -> line.startsWith("JDK ")).map(String::strip).toList();
  }
}
