package croft.cli.command;

import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets breakpoints fail. */
@Command(name = "reject", description = "Lets breakpoints fail.")
public final class RejectVerb extends ChangeVerb {
  @Parameters(index = "1..*", arity = "1..*", paramLabel = "JOB", description = "Which jobs of it.")
  List<String> jobs = new ArrayList<>();

  @Option(
      names = {"-m", "--comment"},
      paramLabel = "TEXT",
      description = "Why; kept with the decision.")
  @Nullable String comment;

  public RejectVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    return change(jobs, (farm, id, job) -> farm.decide(id, job, false, comment, null));
  }

  @Override
  protected String unchanged(GraphView view) {
    return "it was rejected before";
  }
}
