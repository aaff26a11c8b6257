package croft.cli.command;

import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has the failure of jobs not count. */
@Command(
    name = "waive",
    description = {
      "Has the failure of jobs not count.",
      "What waits for them goes on; they are shown as waived until they run again."
    })
public final class WaiveVerb extends EditingVerb {
  @Parameters(index = "1..*", paramLabel = "JOB", description = "Keys, or globs such as test/*.")
  List<String> jobs = new ArrayList<>();

  @Mixin WhereOption where = new WhereOption();

  public WaiveVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    return edit(null, List.of(where.of(Operation.on(Op.WAIVE, jobs))));
  }
}
