package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Tone;
import croft.protocol.client.ProjectClient;
import croft.protocol.json.Json;
import croft.protocol.wire.Changed;
import croft.protocol.wire.Edits;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A verb that changes a graph or jobs of it, and says what that did. */
public abstract class ChangeVerb extends Verb {
  @Parameters(
      index = "0",
      arity = "1",
      paramLabel = "GRAPH",
      description = "Which graph, such as last.")
  String graph = "last";

  @Mixin JsonOption json = new JsonOption();

  /** One call to the farm. */
  @FunctionalInterface
  interface Command {
    Changed run(ProjectClient farm, long graph, String job)
        throws IOException, InterruptedException;
  }

  protected ChangeVerb(Shell shell) {
    super(shell);
  }

  /**
   * Runs a command for each job, or once without one.
   *
   * @param jobs empty for the graph itself, for which the command is given an empty name
   */
  int change(List<String> jobs, Command command) throws IOException, InterruptedException {
    GraphView view = shell.farm().graph(graph);
    for (String job : jobs.isEmpty() ? List.of("") : jobs) {
      Changed changed = command.run(shell.farm().project(), view.graph(), job);
      if (json.on()) {
        shell.terminal().line(Json.text(changed));
      } else {
        shell.terminal().line(sentence(changed, job));
      }
    }
    return ExitCode.OK.number();
  }

  /** Does an operation on jobs that an expression chooses: all of it as one edit, or nothing. */
  int edit(Operation operation, @Nullable String reason) throws IOException, InterruptedException {
    GraphView view = shell.farm().graph(graph);
    EditedText.show(
        shell
            .farm()
            .project()
            .edit(view.graph(), new Edits.EditRequest(reason, null, List.of(operation)), false),
        json,
        shell.terminal());
    return ExitCode.OK.number();
  }

  private String sentence(Changed changed, String job) {
    GraphView view = changed.graph();
    String what =
        changed.changed().entrySet().stream()
            .map(e -> Sizes.count(e.getValue()) + " " + e.getKey().text())
            .collect(Collectors.joining(", "));
    return "%s  graph %d%s: %s"
        .formatted(
            shell.terminal().paint(Tone.STRONG, Shown.line(view.name())),
            view.graph(),
            job.isEmpty() ? "" : "  " + Shown.line(job),
            what.isEmpty() ? unchanged(view) : what);
  }

  /** What is said when no job came into another state. */
  protected abstract String unchanged(GraphView graph);
}
