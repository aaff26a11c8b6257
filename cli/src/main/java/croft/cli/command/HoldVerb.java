package croft.cli.command;

import croft.cli.settings.Fault;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps jobs that have not started from starting. */
@Command(name = "hold", description = "Keeps jobs that have not started from starting.")
public final class HoldVerb extends ChangeVerb {
  @Parameters(index = "1..*", paramLabel = "JOB", description = "Which jobs of it.")
  List<String> jobs = new ArrayList<>();

  @Mixin WhereOption where = new WhereOption();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown with the jobs.")
  @Nullable String reason;

  public HoldVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    if (where.isGiven()) {
      return edit(where.of(Operation.on(Op.HOLD, jobs)), reason);
    }
    if (jobs.isEmpty()) {
      throw Fault.usage("which jobs?", "Name keys, or give --where.");
    }
    return change(jobs, (farm, id, job) -> farm.holdJob(id, job, reason));
  }

  @Override
  protected String unchanged(GraphView view) {
    return "on hold; it would not start now anyway";
  }
}
