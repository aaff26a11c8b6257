package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Terminal;
import croft.cli.view.GraphTable;
import croft.cli.view.JobPage;
import croft.cli.view.JobTable;
import croft.protocol.client.ProjectClient;
import croft.protocol.json.Json;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Page;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a graph with its jobs, or all about one job. */
@Command(
    name = "show",
    description = {
      "Shows a graph and its jobs, or all about one job.",
      "Of a job: why it waits or was skipped, its script, what it waits for, its attempts."
    })
public final class ShowVerb extends Verb {
  private static final int JOBS_WITHOUT_SAYING = 100;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GRAPH",
      description = "Which graph (default: last).")
  String graph = "last";

  @Parameters(index = "1", arity = "0..1", paramLabel = "JOB", description = "Which job of it.")
  @Nullable String job;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description =
          "Only jobs in one of these: inactive, blocked, ready, held, running, succeeded, failed,"
              + " cancelled, skipped.")
  Set<JobState> states = new LinkedHashSet<>();

  @Option(
      names = "--key",
      paramLabel = "GLOB",
      description = "Only jobs whose key matches, such as test/*.")
  @Nullable String key;

  @Option(names = "--file", description = "Print the graph file as it was submitted.")
  boolean file;

  @Mixin ListOptions list = new ListOptions();
  @Mixin JsonOption json = new JsonOption();

  public ShowVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    ProjectClient farm = shell.farm().project();
    GraphView view = shell.farm().graph(graph);
    Terminal terminal = shell.terminal();
    Instant now = shell.around().clock().instant();
    if (file) {
      terminal.out().print(farm.graphFile(view.graph()));
      terminal.out().flush();
      return ExitCode.OK.number();
    }
    if (job != null) {
      JobDetail detail = farm.job(view.graph(), job);
      if (json.on()) {
        terminal.line(Json.text(detail));
      } else {
        terminal.lines(JobPage.lines(detail, now, terminal));
      }
      return ExitCode.OK.number();
    }
    Page<JobView> jobs =
        list.read(paging -> farm.jobs(view.graph(), states, key, paging), JOBS_WITHOUT_SAYING);
    if (json.on()) {
      terminal.line(Json.text(Map.of("graph", view, "jobs", jobs)));
      return ExitCode.OK.number();
    }
    terminal.lines(GraphTable.head(view, now, terminal));
    if (jobs.items().isEmpty()) {
      if (!states.isEmpty() || key != null) {
        throw Fault.usage("no job matches", "croft show " + view.graph() + " lists all of them.");
      }
      return ExitCode.OK.number();
    }
    terminal.line("");
    terminal.lines(JobTable.lines(jobs.items(), now, terminal));
    list.more(jobs, shell);
    return ExitCode.OK.number();
  }
}
