package croft.cli.command;

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

/** Cancels a graph, or jobs of it. */
@Command(
    name = "cancel",
    description = {
      "Cancels a graph, or jobs of it.",
      "What runs is stopped by its worker; finalizers of a graph still run (cancel it twice to stop"
          + " them, too)."
    })
public final class CancelVerb extends ChangeVerb {
  @Parameters(
      index = "1..*",
      paramLabel = "JOB",
      description = "Which jobs of it (default: the graph).")
  List<String> jobs = new ArrayList<>();

  @Mixin WhereOption where = new WhereOption();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; shown with the jobs.")
  @Nullable String reason;

  public CancelVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    if (where.isGiven()) {
      return edit(where.of(Operation.on(Op.CANCEL, jobs)), reason);
    }
    return change(
        jobs,
        (farm, id, job) ->
            job.isEmpty() ? farm.cancel(id, reason) : farm.cancelJob(id, job, reason));
  }

  @Override
  protected String unchanged(GraphView view) {
    return view.state().isOver() ? "nothing to cancel, it is over" : "what runs is asked to stop";
  }
}
