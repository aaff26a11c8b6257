package croft.cli.command;

import croft.cli.settings.Fault;
import croft.protocol.json.Json;
import croft.protocol.wire.Edits;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.type.TypeReference;

/** Edits a graph before or while it runs. */
@Command(
    name = "edit",
    description = {
      "Edits a graph, before or while it runs; all of it, or nothing.",
      "JOB is a key, or a glob such as test/*. Without any option the graph is printed as a graph"
          + " file, as it is now."
    })
public final class EditVerb extends EditingVerb {
  private static final TypeReference<Map<String, Object>> FILE = new TypeReference<>() {};

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "JSON: {\"operations\": [{\"op\": \"add\", \"key\": …, \"job\": …}, …]}; see the user"
              + " guide.")
  @Nullable String file;

  @Option(
      names = "--put",
      paramLabel = "FILE",
      description =
          "JSON: {\"jobs\": {KEY: job, …}} as in a graph file; new ones are added, others replaced.")
  @Nullable String put;

  @Option(names = "--remove", paramLabel = "JOB", description = "Jobs that have not run.")
  List<String> remove = new ArrayList<>();

  @Option(names = "--link", paramLabel = "FROM:TO", description = "TO waits for FROM.")
  List<String> link = new ArrayList<>();

  @Option(names = "--unlink", paramLabel = "FROM:TO", description = "TO no longer waits for FROM.")
  List<String> unlink = new ArrayList<>();

  @Option(names = "--activate", paramLabel = "JOB", description = "And what they need.")
  List<String> activate = new ArrayList<>();

  @Option(names = "--deactivate", paramLabel = "JOB", description = "And what needs them.")
  List<String> deactivate = new ArrayList<>();

  @Option(names = "--hold", paramLabel = "JOB", description = "Keeps them from starting.")
  List<String> hold = new ArrayList<>();

  @Option(names = "--release", paramLabel = "JOB", description = "Lets them start.")
  List<String> release = new ArrayList<>();

  @Option(names = "--cancel", paramLabel = "JOB", description = "Cancels them.")
  List<String> cancel = new ArrayList<>();

  @Option(names = "--rerun", paramLabel = "JOB", description = "Runs them again.")
  List<String> rerun = new ArrayList<>();

  @Option(
      names = "--rerun-downstream",
      paramLabel = "JOB",
      description = "Runs them again, and all that follows.")
  List<String> rerunDownstream = new ArrayList<>();

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A parameter's new value.")
  Map<String, String> set = new LinkedHashMap<>();

  @Option(names = "--priority", paramLabel = "JOB=N", description = "The order of claims.")
  Map<String, Integer> priority = new LinkedHashMap<>();

  @Option(
      names = "--for-revision",
      paramLabel = "N",
      description = "Which revision is meant; jobs that changed since are conflicts.")
  @Nullable Integer revision;

  public EditVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    List<Operation> operations = new ArrayList<>();
    if (file != null) {
      operations.addAll(Json.readRequest(text(file), Edits.EditRequest.class).operations());
    }
    if (put != null) {
      put(operations, put);
    }
    on(operations, Op.REMOVE, remove);
    link.forEach(pair -> edge(operations, Op.LINK, pair));
    unlink.forEach(pair -> edge(operations, Op.UNLINK, pair));
    on(operations, Op.RERUN, rerun);
    if (!rerunDownstream.isEmpty()) {
      operations.add(Operation.rerun(rerunDownstream, true));
    }
    on(operations, Op.ACTIVATE, activate);
    on(operations, Op.DEACTIVATE, deactivate);
    on(operations, Op.HOLD, hold);
    on(operations, Op.RELEASE, release);
    on(operations, Op.CANCEL, cancel);
    priority.forEach((job, to) -> operations.add(Operation.priority(List.of(job), to)));
    set.forEach((name, to) -> operations.add(Operation.parameter(name, to)));
    if (operations.isEmpty()) {
      var view = shell.farm().graph(graph);
      shell.terminal().line(shell.farm().project().revisionFile(view.graph(), view.revision()));
      return 0;
    }
    return edit(revision, operations);
  }

  private static void on(List<Operation> operations, Op op, List<String> jobs) {
    if (!jobs.isEmpty()) {
      operations.add(Operation.on(op, jobs));
    }
  }

  private static void edge(List<Operation> operations, Op op, String pair) {
    int colon = pair.indexOf(':');
    if (colon <= 0 || colon == pair.length() - 1) {
      throw Fault.usage(
          "'" + pair + "' is no pair of jobs",
          "Write FROM:TO, the job that waits after the colon.");
    }
    operations.add(
        Operation.edge(op, pair.substring(0, colon), pair.substring(colon + 1), null, null));
  }

  private String text(String name) throws IOException {
    Path path = shell.around().folder().resolve(name);
    if (!Files.isRegularFile(path)) {
      throw Fault.usage("there is no file " + name, "Name a file with the edit in JSON.");
    }
    return Files.readString(path);
  }

  /** Jobs by key: those that the graph has are replaced, others added. */
  private void put(List<Operation> operations, String name)
      throws IOException, InterruptedException {
    Map<String, Object> read = Json.readResponse(text(name), FILE);
    if (!(read.get("jobs") instanceof Map<?, ?> jobs)) {
      throw Fault.usage(name + " has no jobs", "Write {\"jobs\": {KEY: {\"script\": …}}}.");
    }
    var view = shell.farm().graph(graph);
    Map<String, Object> now =
        Json.readResponse(shell.farm().project().revisionFile(view.graph(), view.revision()), FILE);
    for (Map.Entry<?, ?> job : jobs.entrySet()) {
      if (!(job.getValue() instanceof Map<?, ?> body)) {
        throw Fault.usage("the job " + job.getKey() + " is no object", "Write {\"script\": …}.");
      }
      Map<String, Object> members = new LinkedHashMap<>();
      body.forEach((key, value) -> members.put(String.valueOf(key), value));
      boolean there =
          now.get("jobs") instanceof Map<?, ?> present && present.containsKey(job.getKey());
      operations.add(
          Operation.job(there ? Op.REPLACE : Op.ADD, String.valueOf(job.getKey()), members));
    }
  }
}
