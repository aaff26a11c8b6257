package croft.bench;

import croft.bench.makespan.Makespan;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.Submission;
import croft.protocol.json.Json;
import croft.protocol.wire.Edits.EditRequest;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures a farm through real HTTP from another process, durable, and prints a line of JSON for
 * each scenario: {@code flat}, {@code layered}, {@code chain}, {@code submit}, {@code edit}, or
 * all.
 */
public final class Main {
  private static final int DURABLE_COMMITS = 200;
  private static final int WARM_UP_JOBS = 20_000;

  /** What a server has done in its first minute: its hot path is compiled by then. */
  private static final int WARM_UP_CHAIN = 5_000;

  private static final int LOOK_MS = 100;
  private static final String DEFAULT_PROJECT = "default";

  private final FarmUnderTest farm;
  private final double durableCommitMs;

  private Main(FarmUnderTest farm, double durableCommitMs) {
    this.farm = farm;
    this.durableCommitMs = durableCommitMs;
  }

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
    int jobs = 0;
    StringBuilder scenarios = new StringBuilder();
    for (int at = 0; at < args.length; at++) {
      if (args[at].equals("--jobs") && at + 1 < args.length) {
        jobs = Integer.parseInt(args[++at]);
      } else {
        scenarios.append(args[at]).append(' ');
      }
    }
    String wanted =
        scenarios.isEmpty() ? "submit edit flat layered chain" : scenarios.toString().strip();
    for (String scenario : wanted.split(" ")) {
      // A farm of its own for each: no scenario pays for another one's leftovers.
      try (FarmUnderTest farm = FarmUnderTest.start()) {
        Main main = new Main(farm, farm.database().durableCommitMs(DURABLE_COMMITS));
        System.out.println(Json.text(main.run(scenario, jobs)));
      }
    }
  }

  private Map<String, Object> run(String scenario, int jobs)
      throws IOException, InterruptedException, SQLException {
    return switch (scenario) {
      case "flat" -> jobs("flat", Graphs.flat(size(jobs, 100_000)), size(jobs, 100_000), 32, 64);
      case "layered" ->
          jobs("layered", Graphs.layered(size(jobs, 100_000), 1_000), size(jobs, 100_000), 32, 64);
      case "chain" -> jobs("chain", Graphs.chain(size(jobs, 1_000)), size(jobs, 1_000), 1, 1);
      case "submit" -> submit(size(jobs, 100_000));
      case "edit" -> edit(size(jobs, 100_000));
      default ->
          throw new IllegalArgumentException(
              "there is no scenario '" + scenario + "': flat, layered, chain, submit, edit");
    };
  }

  private static int size(int given, int usual) {
    return given > 0 ? given : usual;
  }

  /** Runs a graph to its end with simulated workers, after a smaller one to warm up. */
  private Map<String, Object> jobs(
      String scenario, Submission graph, int jobs, int workers, int slots)
      throws IOException, InterruptedException, SQLException {
    boolean chain = scenario.equals("chain");
    int warm = chain ? WARM_UP_CHAIN : Math.min(jobs, WARM_UP_JOBS);
    measure(chain ? Graphs.chain(warm) : Graphs.layered(warm, 1_000), workers, slots);
    return measure(graph, workers, slots).line(scenario, jobs);
  }

  private final class Measured {
    final double seconds;
    final FarmUnderTest.Usage usage;
    final double[] latenciesMs;
    final long refused;
    final GraphView end;

    Measured(
        double seconds,
        FarmUnderTest.Usage usage,
        double[] latenciesMs,
        long refused,
        GraphView end) {
      this.seconds = seconds;
      this.usage = usage;
      this.latenciesMs = latenciesMs;
      this.refused = refused;
      this.end = end;
    }

    Map<String, Object> line(String scenario, int jobs) throws IOException, SQLException {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("scenario", scenario);
      line.put("jobs", jobs);
      line.put("dependencies", end.dependencies());
      line.put("seconds", round(seconds));
      line.put("jobsPerSecond", Math.round(jobs / seconds));
      line.put("p50Ms", round(quantile(latenciesMs, 0.5)));
      line.put("p99Ms", round(quantile(latenciesMs, 0.99)));
      line.put("serverCpuUsPerJob", round(usage.serverCpuSeconds() * 1e6 / jobs));
      line.put("databaseCpuUsPerJob", round(usage.databaseCpuSeconds() * 1e6 / jobs));
      line.put("walBytesPerJob", Math.round((double) usage.walBytes() / jobs));
      rest(line);
      line.put("refused", refused);
      line.put("graphState", end.state().text());
      return line;
    }
  }

  private Measured measure(Submission graph, int workers, int slots)
      throws IOException, InterruptedException, SQLException {
    long id = farm.client().project(DEFAULT_PROJECT).submit(graph.asPaused()).graph().graph();
    try (SimulatedWorkers simulated = new SimulatedWorkers(farm.client(), workers, slots)) {
      FarmUnderTest.Usage before = farm.usage();
      long start = System.nanoTime();
      farm.client().project(DEFAULT_PROJECT).resume(id);
      // The answers to the last ends come with the claims that follow, which wait: the graph tells.
      GraphView end = farm.client().project(DEFAULT_PROJECT).graph(id);
      while (!end.state().equals(GraphState.SUCCEEDED) && !end.state().equals(GraphState.FAILED)) {
        Thread.sleep(LOOK_MS);
        end = farm.client().project(DEFAULT_PROJECT).graph(id);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      FarmUnderTest.Usage usage = farm.usage().since(before);
      if (end.state() != GraphState.SUCCEEDED) {
        throw new IOException("the graph is " + end.state().text() + ": " + end.counts());
      }
      return new Measured(seconds, usage, simulated.latenciesMs(), simulated.refused(), end);
    }
  }

  /** Submits graphs with three dependencies a job; the second and third are measured. */
  private Map<String, Object> submit(int jobs)
      throws IOException, InterruptedException, SQLException {
    Submission graph = Graphs.layered(jobs, 1_000);
    farm.client().project(DEFAULT_PROJECT).submit(Graphs.layered(jobs / 5, 1_000).asPaused());
    double[] took = new double[2];
    FarmUnderTest.Usage before = farm.usage();
    GraphView stored = null;
    for (int time = 0; time < took.length; time++) {
      long start = System.nanoTime();
      stored =
          farm.client()
              .project(DEFAULT_PROJECT)
              .submit(graph.asPaused().withKey("bench-" + time))
              .graph();
      took[time] = (System.nanoTime() - start) / 1e9;
    }
    FarmUnderTest.Usage usage = farm.usage().since(before);
    java.util.Arrays.sort(took);
    double seconds = took[took.length - 1];
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("scenario", "submit");
    line.put("jobs", jobs);
    line.put("dependencies", stored == null ? 0 : stored.dependencies());
    line.put("seconds", round(seconds));
    line.put("jobsPerSecond", Math.round(jobs / seconds));
    line.put("p50Ms", round(took[0] * 1e3));
    line.put("p99Ms", round(seconds * 1e3));
    line.put("serverCpuUsPerJob", round(usage.serverCpuSeconds() * 1e6 / jobs / took.length));
    line.put("databaseCpuUsPerJob", round(usage.databaseCpuSeconds() * 1e6 / jobs / took.length));
    line.put("walBytesPerJob", Math.round((double) usage.walBytes() / jobs / took.length));
    rest(line);
    return line;
  }

  /** Edits of a graph that is paused, each of as many mixed operations as a tenth of its jobs. */
  private Map<String, Object> edit(int jobs)
      throws IOException, InterruptedException, SQLException {
    ProjectClient project = farm.client().project(DEFAULT_PROJECT);
    long graph = project.submit(Graphs.layered(jobs, 1_000).asPaused()).graph().graph();
    int operations = jobs / 10;
    double[] took = new double[3];
    FarmUnderTest.Usage before = farm.usage();
    for (int time = 0; time < took.length; time++) {
      EditRequest request = new EditRequest("bench", null, Graphs.edits(jobs, operations, time));
      long start = System.nanoTime();
      project.edit(graph, request, false);
      took[time] = (System.nanoTime() - start) / 1e9;
    }
    FarmUnderTest.Usage usage = farm.usage().since(before);
    double first = took[0];
    java.util.Arrays.sort(took);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("scenario", "edit");
    line.put("jobs", jobs);
    line.put("operations", operations);
    line.put("seconds", round(took[1]));
    line.put("firstSeconds", round(first));
    line.put("operationsPerSecond", Math.round(operations / took[1]));
    line.put("p50Ms", round(took[1] * 1e3));
    line.put("p99Ms", round(took[2] * 1e3));
    line.put("serverCpuSeconds", round(usage.serverCpuSeconds() / took.length));
    line.put("databaseCpuSeconds", round(usage.databaseCpuSeconds() / took.length));
    rest(line);
    return line;
  }

  private void rest(Map<String, Object> line) throws IOException, SQLException {
    line.put("serverRssMb", farm.serverRssMb());
    line.put("serverHeapMaxMb", FarmUnderTest.HEAP_MB);
    line.put("fsync", farm.database().setting("fsync"));
    line.put("durableCommitMs", round(durableCommitMs));
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
