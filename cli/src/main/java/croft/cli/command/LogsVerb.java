package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Shown;
import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobView;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the log of a job. */
@Command(
    name = "logs",
    description = {
      "Prints the log of a job: of its newest attempt, or of the one that is named.",
      "With one name only, that is a job of the last graph. To a file or a pipe the log goes byte"
          + " for byte."
    })
public final class LogsVerb extends Verb {
  @Parameters(arity = "1..2", paramLabel = "[GRAPH] JOB", description = "Which job of which graph.")
  List<String> names = List.of();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the log has ended.")
  boolean follow;

  @Option(
      names = {"-a", "--attempt"},
      paramLabel = "NUMBER",
      description = "Which attempt (default: the newest).")
  @Nullable Integer attempt;

  public LogsVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    ProjectClient farm = shell.farm().project();
    boolean onlyGraph = names.size() == 1 && Farm.isGraph(names.getFirst());
    GraphView graph =
        shell.farm().graph(names.size() == 2 || onlyGraph ? names.getFirst() : "last");
    String job = onlyGraph ? theOnlyJob(farm, graph) : names.getLast();
    JobDetail detail = farm.job(graph.graph(), job);
    int number = attempt == null ? detail.view().attempt() : attempt;
    if (number < 1) {
      throw Fault.usage(
          Shown.line(detail.view().key()) + " has not run: " + Shown.line(detail.why()),
          "croft watch " + graph.graph() + " shows when it does.");
    }
    var tail =
        new LogTail(
            farm, new AttemptId(graph.graph(), detail.view().job(), number), shell.terminal());
    if (follow) {
      tail.follow();
    } else {
      tail.read();
    }
    return ExitCode.OK.number();
  }

  private static String theOnlyJob(ProjectClient farm, GraphView graph)
      throws IOException, InterruptedException {
    List<JobView> jobs = farm.jobs(graph.graph(), Set.of(), null, Paging.first(2)).items();
    if (jobs.size() != 1) {
      throw Fault.usage(
          "graph " + graph.graph() + " has " + graph.jobs() + " jobs; which one's log?",
          "croft show " + graph.graph() + " lists them.");
    }
    return String.valueOf(jobs.getFirst().job());
  }
}
