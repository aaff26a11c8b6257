package croft.cli.command;

import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** Starts a draft. */
@Command(
    name = "start",
    description = {
      "Starts a graph that was submitted with --draft.",
      "Its deadlines begin now. A graph that has started is left as it is."
    })
public final class StartVerb extends ChangeVerb {

  public StartVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    return change(List.of(), (farm, id, _) -> farm.start(id));
  }

  @Override
  protected String unchanged(GraphView view) {
    return view.state().isOver() ? "is over" : "has started";
  }
}
