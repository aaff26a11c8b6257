package croft.bench.scenario;

import croft.bench.farm.FarmUnderTest;
import croft.bench.load.GraphRun;
import croft.bench.load.Graphs;
import croft.bench.load.SimulatedWorkers;
import croft.bench.load.SimulatedWorkers.Crew;
import croft.bench.report.Line;
import croft.bench.report.Quantiles;
import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.wire.GraphState;
import croft.store.observe.PastGraphs;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * The layered graph on a new farm, and again when its database holds many jobs that have ended;
 * then how long pages of lists take. The past is copies of one graph that really ran.
 */
public final class HistoryScenario implements Scenario {
  private static final int USUAL = 1_000_000;
  private static final int PAST_JOBS = 2_000;
  private static final int PAST_WIDTH = 100;
  private static final int MEASURED = 100_000;
  private static final int WARM_UP = 20_000;
  private static final int WIDTH = 1_000;
  private static final int TIMES = 2;
  private static final int PAGES = 20;
  private static final int WARM_UP_PAGES = 5;

  @Override
  public String name() {
    return "deep-history";
  }

  /** The size is the number of jobs that have ended. */
  @Override
  public Line measure(int size) throws IOException, InterruptedException, SQLException {
    int past = size > 0 ? size : USUAL;
    try (FarmUnderTest farm = FarmUnderTest.start()) {
      long ended = endedGraph(farm);
      Rates empty = rates(farm);
      long start = System.nanoTime();
      List<String> access = farm.databaseAccess();
      try (PastGraphs graphs = new PastGraphs(access.get(0), access.get(1), access.get(2))) {
        graphs.copy(ended, past / PAST_JOBS);
      }
      double fillSeconds = (System.nanoTime() - start) / 1e9;
      Rates deep = rates(farm);
      Line line =
          Line.of(name())
              .put("endedJobs", past)
              .put("databaseMb", farm.database().sizeMb())
              .put("fillSeconds", fillSeconds)
              .put("jobs", MEASURED)
              .put("emptyJobsPerSecond", Math.round(empty.jobsPerSecond))
              .put("jobsPerSecond", Math.round(deep.jobsPerSecond))
              .put("ratio", deep.jobsPerSecond / empty.jobsPerSecond)
              .put("emptyP99Ms", empty.p99Ms)
              .put("p99Ms", deep.p99Ms)
              .put("emptyDatabaseCpuUsPerJob", empty.databaseCpuUsPerJob)
              .put("databaseCpuUsPerJob", deep.databaseCpuUsPerJob);
      pages(farm.project(), ended, line);
      return farm.machine(line);
    }
  }

  private static long endedGraph(FarmUnderTest farm) throws IOException, InterruptedException {
    long graph =
        farm.project().submit(Graphs.layered(PAST_JOBS, PAST_WIDTH).asPaused()).graph().graph();
    try (SimulatedWorkers _ = new SimulatedWorkers(List.of(farm.client()), Crew.MANY)) {
      GraphRun.toEnd(farm.project(), graph);
    }
    return graph;
  }

  private record Rates(double jobsPerSecond, double p99Ms, double databaseCpuUsPerJob) {}

  private static Rates rates(FarmUnderTest farm)
      throws IOException, InterruptedException, SQLException {
    JobsScenario.run(farm, Graphs.layered(WARM_UP, WIDTH), Crew.MANY);
    double seconds = 0;
    double p99Ms = 0;
    double databaseCpu = 0;
    for (int time = 0; time < TIMES; time++) {
      JobsScenario.Measured measured =
          JobsScenario.run(farm, Graphs.layered(MEASURED, WIDTH), Crew.MANY);
      seconds += measured.seconds();
      p99Ms = Math.max(p99Ms, measured.latenciesMs().at(0.99));
      databaseCpu += measured.usage().databaseCpuSeconds();
    }
    double jobs = (double) MEASURED * TIMES;
    return new Rates(jobs / seconds, p99Ms, databaseCpu * 1e6 / jobs);
  }

  private interface Page {
    void read() throws IOException, InterruptedException;
  }

  private static void pages(ProjectClient project, long ended, Line line)
      throws IOException, InterruptedException {
    Paging first = Paging.FIRST;
    String deep = null;
    for (int page = 0; page < 3; page++) {
      String next = project.graphs(null, null, new Paging(deep, 100)).next();
      deep = next == null ? deep : next;
    }
    Paging later = new Paging(deep, 100);
    time(line, "graphsMaxMs", () -> project.graphs(null, null, first));
    time(line, "laterGraphsMaxMs", () -> project.graphs(null, null, later));
    // None has failed: whoever looks for them must not read all others.
    time(line, "failedGraphsMaxMs", () -> project.graphs(GraphState.FAILED, null, first));
    time(line, "jobsMaxMs", () -> project.jobs(ended, List.of(), null, first));
    time(line, "jobMaxMs", () -> project.job(ended, "j/1000"));
    time(line, "statisticsMaxMs", () -> project.statistics(null, null, first));
    time(line, "eventsMaxMs", () -> project.events(ended, 0, null));
  }

  private static void time(Line line, String name, Page page)
      throws IOException, InterruptedException {
    double[] took = new double[PAGES];
    for (int time = -WARM_UP_PAGES; time < PAGES; time++) {
      long start = System.nanoTime();
      page.read();
      if (time >= 0) {
        took[time] = (System.nanoTime() - start) / 1e6;
      }
    }
    line.put(name, new Quantiles(took).max());
  }
}
