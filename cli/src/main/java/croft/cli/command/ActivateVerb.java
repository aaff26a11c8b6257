package croft.cli.command;

import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs jobs that are inactive. */
@Command(
    name = "activate",
    description = {
      "Runs jobs that are inactive.",
      "What they need is activated with them; what ran already is not run again."
    })
public final class ActivateVerb extends EditingVerb {
  @Parameters(index = "1..*", paramLabel = "JOB", description = "Keys, or globs such as test/*.")
  List<String> jobs = new ArrayList<>();

  @Mixin WhereOption where = new WhereOption();

  public ActivateVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    return edit(null, List.of(where.of(Operation.on(Op.ACTIVATE, jobs))));
  }
}
