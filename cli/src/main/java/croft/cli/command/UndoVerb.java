package croft.cli.command;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Undoes a revision of a graph. */
@Command(
    name = "undo",
    description = {
      "Undoes a revision of a graph, as a revision of its own.",
      "Jobs that changed since are conflicts; what ran stays."
    })
public final class UndoVerb extends EditingVerb {
  @Parameters(index = "1", paramLabel = "REVISION", description = "Its number.")
  int revision;

  public UndoVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    if (dryRun) {
      throw croft.cli.settings.Fault.usage(
          "an undo cannot be tried", "croft revisions shows what the revision changed.");
    }
    long id = shell.farm().graph(graph).graph();
    return show(shell.farm().project().undo(id, revision, reason));
  }
}
