package croft.cli.command;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows a graph until it is over. */
@Command(
    name = "watch",
    description = {
      "Follows a graph until it is over; the exit code says how it ended.",
      "Ctrl-C stops watching; the graph goes on."
    })
public final class WatchVerb extends Verb {
  @Parameters(arity = "0..1", paramLabel = "GRAPH", description = "Which graph (default: last).")
  String graph = "last";

  @Mixin JsonOption json = new JsonOption();

  public WatchVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    return Following.of(shell, shell.farm().graph(graph), json.on());
  }
}
