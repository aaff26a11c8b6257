package croft.cli.command;

import croft.cli.files.Bundle;
import croft.cli.files.Folder;
import croft.cli.files.Saving;
import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.client.EventStream;
import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.StreamTopics;
import croft.protocol.client.Submission;
import croft.protocol.json.Json;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one command on the farm. */
@Command(
    name = "exec",
    description = {
      "Runs one command on the farm: this folder's files, its log here, its exit code through.",
      "In a git checkout the files are those that git tracks or would; elsewhere all of them,"
          + " without target, node_modules and .git. One argument is a line for the shell, several"
          + " are a command and its arguments. Ctrl-C cancels it."
    })
public final class ExecVerb extends Verb {
  private static final Duration TICK = Duration.ofSeconds(5);

  @Parameters(arity = "1..*", paramLabel = "-- CMD", description = "What to run.")
  List<String> command = List.of();

  @Option(
      names = "--needs",
      paramLabel = "GRAPH:JOB",
      description = "Bring the outputs of that job along; waits until it has succeeded.")
  List<String> needs = List.of();

  @Option(
      names = "--files",
      paramLabel = "GLOB",
      description = "Send only these files of this folder; may be repeated.")
  List<String> files = List.of();

  @Option(names = "--no-files", description = "Send nothing.")
  boolean noFiles;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME=VALUE",
      description = "A variable for the command; may be repeated.")
  Map<String, String> env = new LinkedHashMap<>();

  @Option(
      names = "--artifacts",
      paramLabel = "GLOB",
      description = "Keep these files of its folder; croft artifacts fetches them.")
  List<String> artifacts = List.of();

  @Option(names = "--pool", paramLabel = "NAME", description = "Whose workers may take it.")
  @Nullable String pool;

  @Option(
      names = "--labels",
      split = ",",
      paramLabel = "LABEL",
      description = "What the worker must have, such as jdk=25.")
  List<String> labels = List.of();

  @Option(names = "--timeout", paramLabel = "TIME", description = "Such as 20m or 1h30m.")
  @Nullable String timeout;

  @Option(names = "--name", paramLabel = "NAME", description = "Of its graph (default: exec).")
  String name = "exec";

  private @Nullable Instant waitTold;

  public ExecVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    ProjectClient farm = shell.farm().project();
    GraphInput input =
        GraphInput.ofText("exec", Json.text(graph()), null, shell.around().folder(), Map.of());
    var submission = Submission.json(Json.text(graph()));
    Path fetched = Files.createTempDirectory("croft-needs-");
    try {
      Map<String, Path> sent = gather(farm, fetched);
      if (!sent.isEmpty()) {
        try (Bundle bundle = Bundle.of(sent)) {
          GraphInput.send(bundle, farm);
          submission = submission.withFiles(bundle.digest());
          tell(
              "sent %s, %s packed"
                  .formatted(Sizes.count(sent.size(), "file"), Sizes.bytes(bundle.bytes())));
        }
      }
    } finally {
      delete(fetched);
    }
    GraphView graph = farm.submit(submission).graph();
    tell("graph " + graph.graph() + (input.spec() == null ? "" : ", waits for a worker"));
    Thread cancel = new Thread(() -> cancel(farm, graph.graph()), "croft-cancel");
    Interruption interruption = Interruption.then(cancel);
    try {
      return follow(farm, graph.graph());
    } finally {
      interruption.forget();
    }
  }

  /** A graph of one job. */
  private Map<String, Object> graph() {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("script", script());
    if (!env.isEmpty()) {
      job.put("env", env);
    }
    if (!artifacts.isEmpty()) {
      job.put("artifacts", artifacts);
    }
    if (pool != null) {
      job.put("pool", pool);
    }
    if (!labels.isEmpty()) {
      job.put("labels", labels);
    }
    if (timeout != null) {
      job.put("timeout", timeout);
    }
    Map<String, Object> graph = new LinkedHashMap<>();
    graph.put("croft", 1);
    graph.put("name", name);
    graph.put("jobs", Map.of("exec", job));
    return graph;
  }

  private String script() {
    if (command.size() == 1) {
      return command.getFirst();
    }
    return "exec " + String.join(" ", command.stream().map(ExecVerb::quoted).toList());
  }

  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private Map<String, Path> gather(ProjectClient farm, Path fetched)
      throws IOException, InterruptedException {
    Map<String, Path> sent = new TreeMap<>();
    if (!noFiles) {
      Folder folder = Folder.working(shell.around().folder(), files);
      if (folder.files().isEmpty() && !files.isEmpty()) {
        throw Fault.usage(
            "no file here matches " + String.join(" ", files), "--no-files sends nothing.");
      }
      folder.files().forEach(path -> sent.put(path, folder.root().resolve(path)));
    }
    for (String need : needs) {
      int colon = need.indexOf(':');
      if (colon < 1 || colon == need.length() - 1) {
        throw Fault.usage("--needs '" + need + "' is not GRAPH:JOB", "Such as last:compile/25.");
      }
      long graph = shell.farm().graph(need.substring(0, colon)).graph();
      JobView job = succeeded(farm, graph, need.substring(colon + 1));
      var saving = new Saving(farm, graph, fetched);
      List<ArtifactView> outputs =
          Paging.all(
              paging -> farm.artifacts(graph, String.valueOf(job.job()), job.attempt(), paging));
      for (ArtifactView output : outputs) {
        if (output.kind() == ArtifactKind.OUTPUT) {
          sent.put(output.name(), saving.save(output, output.name()));
        }
      }
    }
    return sent;
  }

  /** Waits until a job of another graph has succeeded. */
  private JobView succeeded(ProjectClient farm, long graph, String key)
      throws IOException, InterruptedException {
    try (EventStream events = farm.stream(StreamTopics.graph(graph))) {
      boolean told = false;
      while (true) {
        JobDetail job = farm.job(graph, key);
        JobState state = job.view().state();
        if (state == JobState.SUCCEEDED) {
          return job.view();
        }
        if (state.isFinal() || state == JobState.INACTIVE) {
          throw new Fault(
              ExitCode.GRAPH_FAILED,
              "%s of graph %d is %s: %s"
                  .formatted(Shown.line(key), graph, state.text(), Shown.line(job.why())),
              "croft rerun %d %s, then again.".formatted(graph, key));
        }
        if (!told) {
          told = true;
          tell("waits for " + key + " of graph " + graph);
        }
        await(events);
      }
    }
  }

  private int follow(ProjectClient farm, long graph) throws IOException, InterruptedException {
    try (EventStream events = farm.stream(StreamTopics.graph(graph))) {
      int printed = 0;
      while (true) {
        JobDetail job = farm.job(graph, "exec");
        JobView view = job.view();
        for (; printed < view.attempt(); printed++) {
          if (printed > 0) {
            tell("attempt " + (printed + 1));
          }
          new LogTail(farm, new AttemptId(graph, view.job(), printed + 1), shell.terminal())
              .follow();
        }
        if (view.state().isFinal()) {
          GraphView over = farm.graph(graph);
          if (over.state().isOver()) {
            return end(over, view, job.why());
          }
        }
        tellWhyItWaits(view, job.why());
        await(events);
      }
    }
  }

  /** Until something happened; what happened at once is one thing. */
  private static void await(EventStream events) throws IOException, InterruptedException {
    if (events.next(TICK) != null) {
      while (events.next(Duration.ZERO) != null) {}
    }
  }

  private void tellWhyItWaits(JobView view, String why) {
    Instant now = shell.around().clock().instant();
    if (waitTold == null) {
      // Not at once: usually a worker takes it in no time.
      waitTold = now.plus(TICK);
    }
    if (view.state() != JobState.RUNNING && view.attempt() == 0 && now.isAfter(waitTold)) {
      waitTold = Instant.MAX;
      tell(Shown.line(why) + " (croft workers lists the workers)");
    }
  }

  private int end(GraphView over, JobView job, String why) {
    if (over.state() == GraphState.SUCCEEDED) {
      return ExitCode.OK.number();
    }
    Integer code = job.exitCode();
    if (code == null || code <= 0) {
      shell.terminal().note("croft: " + Shown.line(why));
      return ExitCode.GRAPH_FAILED.number();
    }
    return code;
  }

  private void cancel(ProjectClient farm, long graph) {
    try {
      farm.cancel(graph, "Ctrl-C in croft exec");
      shell.terminal().note("\ncancelled graph " + graph);
    } catch (IOException | RuntimeException e) {
      shell.terminal().note("\ncould not cancel graph " + graph + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String text) {
    Terminal terminal = shell.terminal();
    terminal.note(terminal.paint(Tone.QUIET, "croft: " + text));
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).forEach(all::add);
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
