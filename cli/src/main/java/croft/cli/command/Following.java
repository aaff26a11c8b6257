package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.terminal.Terminal;
import croft.cli.watch.Summary;
import croft.cli.watch.Watch;
import croft.protocol.json.Json;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** A graph followed to its end, with what is said then. */
public final class Following {
  private Following() {}

  /**
   * Follows a graph.
   *
   * @param json whether only its view is printed, when it is over
   * @return the exit code: 0 if it succeeded, else 1
   */
  public static int of(Shell shell, GraphView graph, boolean json)
      throws IOException, InterruptedException {
    if (json) {
      GraphView over = silently(shell, graph);
      shell.terminal().line(Json.text(over));
      return code(over);
    }
    Terminal terminal = shell.terminal();
    Thread farewell =
        new Thread(
            () ->
                terminal.note(
                    "\nno longer watching; the graph goes on: croft watch %1$d, croft cancel %1$d"
                        .formatted(graph.graph())),
            "croft-farewell");
    Interruption interruption = Interruption.then(farewell);
    try {
      Watch.introduce(graph, terminal);
      GraphView over =
          Watch.follow(shell.farm().project(), graph, terminal, shell.around().clock());
      terminal.lines(Summary.of(shell.farm().project(), over, terminal));
      return code(over);
    } finally {
      interruption.forget();
    }
  }

  /** Waits until it is over, and prints nothing. */
  static GraphView silently(Shell shell, GraphView graph) throws IOException, InterruptedException {
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    var silent = new Terminal(nowhere, nowhere, false, false, () -> Integer.MAX_VALUE);
    return Watch.follow(shell.farm().project(), graph, silent, shell.around().clock());
  }

  static int code(GraphView over) {
    return (over.state() == GraphState.SUCCEEDED ? ExitCode.OK : ExitCode.GRAPH_FAILED).number();
  }
}
