package croft.cli.command;

import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Changes which jobs are claimed first: higher numbers go first. */
@Command(
    name = "priority",
    description = "Changes which jobs are claimed first: higher numbers go first.")
public final class PriorityVerb extends ChangeVerb {
  @Parameters(index = "1", paramLabel = "NUMBER", description = "From -1000 to 1000; 0 is usual.")
  int priority;

  @Parameters(
      index = "2..*",
      paramLabel = "JOB",
      description = "Which jobs of it (default: the graph).")
  List<String> jobs = new ArrayList<>();

  public PriorityVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    return change(
        jobs,
        (farm, id, job) ->
            job.isEmpty()
                ? farm.setPriority(id, priority)
                : farm.setJobPriority(id, job, priority));
  }

  @Override
  protected String unchanged(GraphView view) {
    return "priority is " + priority;
  }
}
