package croft.bench.scenario;

import croft.bench.farm.FarmUnderTest;
import croft.bench.load.GraphRun;
import croft.bench.load.Graphs;
import croft.bench.load.SimulatedWorkers;
import croft.bench.load.SimulatedWorkers.Crew;
import croft.bench.report.Line;
import croft.bench.report.Quantiles;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * One job, then many that all need it, then one that needs all of those; and how long jobs of
 * another, small graph wait meanwhile: it is a chain with a worker of its own, so that a job's wait
 * is the call that ends the one before.
 */
public final class FanScenario implements Scenario {
  private static final int USUAL = 100_000;
  private static final int WARM_UP = 20_000;
  private static final String SIDE_POOL = "side";
  private static final int SIDE_JOBS = 50_000;
  private static final Duration ALONE = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "fan";
  }

  @Override
  public Line measure(int size) throws IOException, InterruptedException, SQLException {
    int width = size > 0 ? size : USUAL;
    try (FarmUnderTest farm = FarmUnderTest.start()) {
      JobsScenario.run(farm, Graphs.fan(Math.min(width, WARM_UP)), Crew.MANY);
      long side = farm.project().submit(Graphs.chain(SIDE_JOBS, SIDE_POOL)).graph().graph();
      try (SimulatedWorkers sideWorker =
              new SimulatedWorkers(List.of(farm.client()), new Crew(1, 1, SIDE_POOL));
          SimulatedWorkers workers = new SimulatedWorkers(List.of(farm.client()), Crew.MANY)) {
        long graph = farm.project().submit(Graphs.fan(width).asPaused()).graph().graph();
        Thread.sleep(ALONE);
        sideWorker.takeLatenciesMs();
        Thread.sleep(ALONE);
        Quantiles alone = sideWorker.takeLatenciesMs();
        FarmUnderTest.Usage before = farm.usage();
        long start = System.nanoTime();
        GraphRun.toEnd(farm.project(), graph);
        double seconds = (System.nanoTime() - start) / 1e9;
        Quantiles meanwhile = sideWorker.takeLatenciesMs();
        FarmUnderTest.Usage usage = farm.usage().since(before);
        farm.project().cancel(side, "measured");
        Line line =
            Line.of(name())
                .put("jobs", width + 2)
                .put("seconds", seconds)
                .put("jobsPerSecond", Math.round((width + 2) / seconds))
                .put("otherJobs", meanwhile.count())
                .put("otherP50Ms", meanwhile.median())
                .put("otherP99Ms", meanwhile.at(0.99))
                .put("otherMaxMs", meanwhile.max())
                .put("otherAloneP50Ms", alone.median())
                .put("otherAloneMaxMs", alone.max())
                .put("refused", workers.refused() + sideWorker.refused());
        return farm.machine(usage.disturbance(usage.perJob(line, width + 2L + meanwhile.count())));
      }
    }
  }
}
