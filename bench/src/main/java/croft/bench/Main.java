package croft.bench;

import croft.bench.makespan.Makespan;
import croft.bench.report.History;
import croft.bench.report.Line;
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

  private static final String USAGE =
      """
      usage: bench [SCENARIO …] [--size N] [--record]
             bench plot                 draws bench/history.jsonl into docs/plots
             bench makespan --dir DIR   DIR has WfFormat files (*.json)
      scenarios (all if none is named):
      """;

  private static final int WRONG_USE = 2;

  private Main() {}

  /** What is asked for: scenarios, their size (0 for the usual), and whether it is recorded. */
  private record Request(List<Scenario> scenarios, int size, boolean recorded) {
    /** Null if it cannot be understood. */
    static @Nullable Request of(String[] args) {
      List<Scenario> wanted = new ArrayList<>();
      int size = 0;
      boolean recorded = false;
      for (int at = 0; at < args.length; at++) {
        String arg = args[at];
        if ((arg.equals("--size") || arg.equals("--jobs"))
            && at + 1 < args.length
            && args[at + 1].matches("[1-9][0-9]{0,8}")) {
          size = Integer.parseInt(args[++at]);
        } else if (arg.equals("--record")) {
          recorded = true;
        } else {
          List<Scenario> named =
              SCENARIOS.stream().filter(scenario -> scenario.name().equals(arg)).toList();
          if (named.isEmpty()) {
            return null;
          }
          wanted.addAll(named);
        }
      }
      return new Request(wanted.isEmpty() ? SCENARIOS : wanted, size, recorded);
    }
  }

  /** Arguments: as the usage says. */
  public static void main(String[] args) throws Exception {
    String verb = args.length == 0 ? "" : args[0];
    History history = new History(Path.of("bench", "history.jsonl"));
    if (verb.equals("makespan") && args.length == 3 && args[1].equals("--dir")) {
      System.exit(Makespan.run(Path.of(args[2]), System.out, System.err));
    }
    if (verb.equals("plot") && args.length == 1) {
      history.plot(Path.of("docs", "plots"));
      return;
    }
    Request request = Request.of(args);
    if (request == null) {
      System.err.print(USAGE);
      System.err.println(
          SCENARIOS.stream().map(Scenario::name).collect(Collectors.joining(", ", "  ", "")));
      System.exit(WRONG_USE);
      return;
    }
    for (Scenario scenario : request.scenarios()) {
      Line line = scenario.measure(request.size());
      System.out.println(line.json());
      if (request.recorded()) {
        history.record(
            System.getProperty("croft.version", "unknown"),
            LocalDate.now(ZoneOffset.UTC).toString(),
            line);
      }
    }
  }
}
