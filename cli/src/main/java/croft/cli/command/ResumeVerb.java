package croft.cli.command;

import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** Lets jobs of a paused graph start again. */
@Command(name = "resume", description = "Lets jobs of a paused graph start again.")
public final class ResumeVerb extends ChangeVerb {

  public ResumeVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    return change(List.of(), (farm, id, _) -> farm.resume(id));
  }

  @Override
  protected String unchanged(GraphView view) {
    return "goes on";
  }
}
