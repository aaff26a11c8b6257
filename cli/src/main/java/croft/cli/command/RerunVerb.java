package croft.cli.command;

import croft.cli.settings.Fault;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs jobs again, or all that failed. */
@Command(
    name = "rerun",
    description = {
      "Runs jobs again, or all that failed.",
      "The new run counts for what waits on it; what has already used the old one is marked as"
          + " stale."
    })
public final class RerunVerb extends ChangeVerb {
  @Parameters(index = "1..*", paramLabel = "JOB", description = "Which jobs of it.")
  List<String> jobs = new ArrayList<>();

  @Option(names = "--downstream", description = "Also all that follows these jobs.")
  boolean downstream;

  @Option(names = "--failed", description = "Every job of the graph that failed.")
  boolean failed;

  public RerunVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    if (failed == !jobs.isEmpty()) {
      throw Fault.usage(
          failed ? "--failed and names of jobs exclude each other" : "which jobs?",
          "croft rerun GRAPH --failed, or croft rerun GRAPH JOB …");
    }
    return change(
        jobs,
        (farm, id, job) ->
            job.isEmpty() ? farm.rerunFailed(id) : farm.rerunJob(id, job, downstream));
  }

  @Override
  protected String unchanged(GraphView view) {
    return "nothing to run again";
  }
}
