package croft.cli.command;

import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** Lets no further job of a graph start. */
@Command(name = "pause", description = "Lets no further job of a graph start.")
public final class PauseVerb extends ChangeVerb {

  public PauseVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    return change(List.of(), (farm, id, _) -> farm.pause(id));
  }

  @Override
  protected String unchanged(GraphView view) {
    return "paused; what runs goes on";
  }
}
