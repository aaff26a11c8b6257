package croft.cli.command;

import croft.cli.settings.Fault;
import croft.protocol.graphfile.Durations;
import croft.protocol.wire.Commands;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin WhereOption where = new WhereOption();

  @Option(names = "--downstream", description = "Also all that follows these jobs.")
  boolean downstream;

  @Option(names = "--failed", description = "Every job of the graph that failed.")
  boolean failed;

  @Option(
      names = "--lost",
      description = "Every job of the graph that failed because its worker was lost or stopped.")
  boolean lost;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Another environment for the next attempt alone; may be repeated.")
  Map<String, String> env = new LinkedHashMap<>();

  @Option(
      names = "--script",
      paramLabel = "TEXT",
      description = "Another script for the next attempt alone.")
  @Nullable String script;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Another time limit for the next attempt alone, such as 1h30m.")
  @Nullable String timeout;

  public RerunVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    if (where.isGiven() && !failed && !lost && changed() == null) {
      return edit(where.of(Operation.rerun(jobs, downstream ? true : null)), null);
    }
    if (where.isGiven()) {
      throw Fault.usage(
          "--where goes with names of jobs and --downstream alone",
          "croft rerun GRAPH --where CEL --downstream");
    }
    if ((failed || lost) == !jobs.isEmpty() || (failed && lost)) {
      throw Fault.usage(
          failed || lost ? "--failed, --lost and names of jobs exclude each other" : "which jobs?",
          "croft rerun GRAPH --failed, or croft rerun GRAPH JOB …");
    }
    Commands.Change change = changed();
    if (change != null && jobs.isEmpty()) {
      throw Fault.usage(
          "--env, --script and --timeout change the next attempt of named jobs", "Name the jobs.");
    }
    return change(
        jobs,
        (farm, id, job) -> {
          if (!job.isEmpty()) {
            return farm.rerunJob(id, job, downstream, change);
          }
          return lost ? farm.rerunLost(id) : farm.rerunFailed(id);
        });
  }

  private Commands.@Nullable Change changed() {
    if (env.isEmpty() && script == null && timeout == null) {
      return null;
    }
    try {
      return new Commands.Change(env, script, timeout == null ? null : seconds(timeout));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw Fault.usage(String.valueOf(e.getMessage()), "Times are such as 90s, 20m, 1h30m.");
    }
  }

  private static int seconds(String text) {
    Duration time = Durations.parse(text);
    if (time == null) {
      throw new IllegalArgumentException("--timeout must be a time, was '" + text + "'");
    }
    return Math.toIntExact(time.toSeconds());
  }

  @Override
  protected String unchanged(GraphView view) {
    return "nothing to run again";
  }
}
