package croft.bench.scenario;

import croft.bench.farm.FarmUnderTest;
import croft.bench.load.GraphRun;
import croft.bench.load.Graphs;
import croft.bench.load.SimulatedWorkers;
import croft.bench.load.SimulatedWorkers.Crew;
import croft.bench.report.Line;
import croft.bench.report.Quantiles;
import croft.protocol.client.Submission;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;

/** One graph, from its release to its end, after another one to warm up. */
public final class JobsScenario implements Scenario {
  private static final int WARM_UP_JOBS = 20_000;

  /** What a server has done in its first minute: its hot path is compiled by then. */
  private static final int WARM_UP_CHAIN = 5_000;

  private final String name;
  private final int usual;
  private final Crew crew;
  private final IntFunction<Submission> graph;
  private final IntFunction<Submission> warmUp;

  private JobsScenario(
      String name,
      int usual,
      Crew crew,
      IntFunction<Submission> graph,
      IntFunction<Submission> warmUp) {
    this.name = name;
    this.usual = usual;
    this.crew = crew;
    this.graph = graph;
    this.warmUp = warmUp;
  }

  /** Jobs without dependencies. */
  public static Scenario flat() {
    return new JobsScenario("flat", 100_000, Crew.MANY, Graphs::flat, JobsScenario::layered);
  }

  /** Layers of a thousand jobs, each with three dependencies. */
  public static Scenario layered() {
    return new JobsScenario(
        "layered", 100_000, Crew.MANY, JobsScenario::layered, JobsScenario::layered);
  }

  /** One job after the other: what a dependency costs. */
  public static Scenario chain() {
    return new JobsScenario(
        "chain", 1_000, Crew.ONE, Graphs::chain, _ -> Graphs.chain(WARM_UP_CHAIN));
  }

  private static Submission layered(int jobs) {
    return Graphs.layered(jobs, 1_000);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Line measure(int size) throws IOException, InterruptedException, SQLException {
    int jobs = size > 0 ? size : usual;
    try (FarmUnderTest farm = FarmUnderTest.start()) {
      run(farm, warmUp.apply(Math.min(jobs, WARM_UP_JOBS)), crew);
      Measured measured = run(farm, graph.apply(jobs), crew);
      return farm.machine(measured.on(Line.of(name), jobs));
    }
  }

  /** What one graph cost. */
  record Measured(
      double seconds,
      FarmUnderTest.Usage usage,
      Quantiles latenciesMs,
      long refused,
      GraphView end) {
    double jobsPerSecond(int jobs) {
      return jobs / seconds;
    }

    Line on(Line line, int jobs) {
      line.put("jobs", jobs)
          .put("dependencies", end.dependencies())
          .put("seconds", seconds)
          .put("jobsPerSecond", Math.round(jobsPerSecond(jobs)))
          .put("p50Ms", latenciesMs.median())
          .put("p99Ms", latenciesMs.at(0.99));
      return usage
          .disturbance(usage.perJob(line, jobs))
          .put("refused", refused)
          .put("graphState", end.state().text());
    }
  }

  /** Runs a graph to its end on all servers of a farm. */
  static Measured run(FarmUnderTest farm, Submission graph, Crew crew)
      throws IOException, InterruptedException, SQLException {
    long id = farm.project().submit(graph.asPaused()).graph().graph();
    try (SimulatedWorkers workers = new SimulatedWorkers(clients(farm), crew)) {
      FarmUnderTest.Usage before = farm.usage();
      long start = System.nanoTime();
      GraphView end = GraphRun.toEnd(farm.project(), id);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Measured(
          seconds, farm.usage().since(before), workers.takeLatenciesMs(), workers.refused(), end);
    }
  }

  private static List<croft.protocol.client.FarmClient> clients(FarmUnderTest farm) {
    return farm.servers().stream().map(server -> server.client()).toList();
  }
}
