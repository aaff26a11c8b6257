package croft.cli.command;

import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes jobs that have not started out of the run. */
@Command(
    name = "deactivate",
    description = {
      "Takes jobs that have not started out of the run.",
      "What cannot do without them goes inactive, too."
    })
public final class DeactivateVerb extends EditingVerb {
  @Parameters(index = "1..*", paramLabel = "JOB", description = "Keys, or globs such as test/*.")
  List<String> jobs = new ArrayList<>();

  @Mixin WhereOption where = new WhereOption();

  public DeactivateVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    return edit(null, List.of(where.of(Operation.on(Op.DEACTIVATE, jobs))));
  }
}
