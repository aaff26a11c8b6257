package croft.cli.command;

import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has waived failures count again. */
@Command(
    name = "unwaive",
    description = {
      "Has waived failures count again.",
      "What followed from the waiver and has not started is decided anew."
    })
public final class UnwaiveVerb extends EditingVerb {
  @Parameters(index = "1..*", paramLabel = "JOB", description = "Keys, or globs such as test/*.")
  List<String> jobs = new ArrayList<>();

  @Mixin WhereOption where = new WhereOption();

  public UnwaiveVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    return edit(null, List.of(where.of(Operation.on(Op.UNWAIVE, jobs))));
  }
}
