package croft.bench;

import croft.bench.makespan.Makespan;
import croft.bench.scenario.EditScenario;
import croft.bench.scenario.FanScenario;
import croft.bench.scenario.HistoryScenario;
import croft.bench.scenario.IdleWorkersScenario;
import croft.bench.scenario.JobsScenario;
import croft.bench.scenario.ProcessScenario;
import croft.bench.scenario.Scenario;
import croft.bench.scenario.ServersScenario;
import croft.bench.scenario.StartScenario;
import croft.bench.scenario.SubmitScenario;
import croft.bench.scenario.TurnaroundScenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Measures a farm through real HTTP from another process, durable, and prints a line of JSON for
 * each scenario.
 */
public final class Main {
  private static final List<Scenario> SCENARIOS =
      List.of(
          new SubmitScenario(),
          new EditScenario(),
          JobsScenario.flat(),
          JobsScenario.layered(),
          JobsScenario.chain(),
          new FanScenario(),
          new ProcessScenario(),
          new StartScenario(),
          new TurnaroundScenario(),
          new ServersScenario(),
          new IdleWorkersScenario(),
          new HistoryScenario());

  private Main() {}

  /**
   * Arguments: scenarios (none for all), and {@code --jobs N} for another size; or {@code makespan
   * --dir DIR}, which needs no farm.
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("makespan")) {
      if (args.length != 3 || !args[1].equals("--dir")) {
        System.err.println("usage: bench makespan --dir DIR    DIR has WfFormat files (*.json)");
        System.exit(2);
      }
      System.exit(Makespan.run(Path.of(args[2]), System.out, System.err));
    }
    int size = 0;
    List<Scenario> wanted = new ArrayList<>();
    for (int at = 0; at < args.length; at++) {
      if (args[at].equals("--jobs") && at + 1 < args.length) {
        size = Integer.parseInt(args[++at]);
      } else {
        wanted.add(named(args[at]));
      }
    }
    for (Scenario scenario : wanted.isEmpty() ? SCENARIOS : wanted) {
      System.out.println(scenario.measure(size).json());
    }
  }

  private static Scenario named(String name) {
    return SCENARIOS.stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no scenario '"
                        + name
                        + "': "
                        + SCENARIOS.stream()
                            .map(Scenario::name)
                            .collect(Collectors.joining(", "))));
  }
}
