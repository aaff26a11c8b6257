package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Tone;
import croft.cli.view.DifferenceText;
import croft.protocol.client.Paging;
import croft.protocol.json.Json;
import croft.protocol.wire.Edits;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.Page;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what was edited in a graph. */
@Command(name = "revisions", description = "Shows what was edited in a graph, newest first.")
public final class RevisionsVerb extends Verb {
  private static final int SHOWN = 50;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GRAPH",
      description = "Which graph, such as last.")
  String graph = "last";

  @Option(
      names = "--file",
      paramLabel = "N",
      description = "Prints the graph as it was in revision N, as a graph file.")
  @Nullable Integer revision;

  @Mixin JsonOption json = new JsonOption();

  public RevisionsVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    GraphView view = shell.farm().graph(graph);
    if (revision != null) {
      shell.terminal().line(shell.farm().project().revisionFile(view.graph(), revision));
      return ExitCode.OK.number();
    }
    Page<Edits.RevisionView> page =
        shell.farm().project().revisions(view.graph(), Paging.first(SHOWN));
    if (json.on()) {
      shell.terminal().line(Json.text(page));
      return ExitCode.OK.number();
    }
    for (Edits.RevisionView edited : page.items()) {
      String why = edited.reason();
      shell
          .terminal()
          .line(
              "%s  %s  %s%s"
                  .formatted(
                      shell.terminal().paint(Tone.STRONG, "revision " + edited.revision()),
                      Shown.line(edited.author()),
                      Elapsed.ago(edited.at(), shell.around().clock().instant()),
                      why == null ? "" : "  " + Shown.line(why)));
      shell.terminal().lines(DifferenceText.lines(edited.difference(), shell.terminal()));
    }
    shell.terminal().line("revision 1  " + Shown.line(view.author()) + "  submitted");
    return ExitCode.OK.number();
  }
}
