package croft.cli.command;

import croft.cli.settings.Fault;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets jobs start that are on hold. */
@Command(name = "release", description = "Lets jobs start that are on hold.")
public final class ReleaseVerb extends ChangeVerb {
  @Parameters(index = "1..*", paramLabel = "JOB", description = "Which jobs of it.")
  List<String> jobs = new ArrayList<>();

  @Mixin WhereOption where = new WhereOption();

  public ReleaseVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    if (where.isGiven()) {
      return edit(where.of(Operation.on(Op.RELEASE, jobs)), null);
    }
    if (jobs.isEmpty()) {
      throw Fault.usage("which jobs?", "Name keys, or give --where.");
    }
    return change(jobs, (farm, id, job) -> farm.releaseJob(id, job));
  }

  @Override
  protected String unchanged(GraphView view) {
    return "no longer on hold; it waits for other things";
  }
}
