package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.view.ForecastTable;
import croft.protocol.client.ProjectClient;
import croft.protocol.json.Json;
import croft.protocol.wire.ForecastView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobView;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows when a graph is expected to be over, and what that depends on. */
@Command(
    name = "forecast",
    description = {
      "Shows when a graph is expected to be over, and its critical path.",
      "From what its jobs took before, or their estimates, on the slots of the live workers."
    })
public final class ForecastVerb extends Verb {
  /** Of a longer critical path, the jobs that come next. */
  private static final int SHOWN_MAX = 100;

  @Parameters(arity = "0..1", paramLabel = "GRAPH", description = "Which graph (default: last).")
  String graph = "last";

  @Mixin JsonOption json = new JsonOption();

  public ForecastVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    ProjectClient farm = shell.farm().project();
    long number = shell.farm().graph(graph).graph();
    ForecastView forecast = farm.forecast(number);
    if (json.on()) {
      shell.terminal().line(Json.text(forecast));
      return ExitCode.OK.number();
    }
    Map<Integer, JobView> jobs = new HashMap<>();
    Map<Integer, Integer> queue = new HashMap<>();
    List<Integer> path =
        forecast.criticalPath().subList(0, Math.min(SHOWN_MAX, forecast.criticalPath().size()));
    for (int job : path) {
      JobDetail detail = farm.job(number, String.valueOf(job));
      jobs.put(job, detail.view());
      Integer position = detail.queuePosition();
      if (position != null) {
        queue.put(job, position);
      }
    }
    for (int job : forecast.unplaceable().stream().limit(SHOWN_MAX).toList()) {
      jobs.put(job, farm.job(number, String.valueOf(job)).view());
    }
    shell
        .terminal()
        .lines(
            ForecastTable.lines(
                forecast, path, jobs, queue, shell.around().clock().instant(), shell.terminal()));
    return ExitCode.OK.number();
  }
}
