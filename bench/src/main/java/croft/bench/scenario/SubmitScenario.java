package croft.bench.scenario;

import croft.bench.farm.FarmUnderTest;
import croft.bench.load.Graphs;
import croft.bench.report.Line;
import croft.bench.report.Quantiles;
import croft.protocol.client.Submission;
import java.io.IOException;
import java.sql.SQLException;

/** Graphs with three dependencies a job are submitted; the second and third are measured. */
public final class SubmitScenario implements Scenario {
  private static final int TIMES = 2;

  @Override
  public String name() {
    return "submit";
  }

  @Override
  public Line measure(int size) throws IOException, InterruptedException, SQLException {
    int jobs = size > 0 ? size : 100_000;
    try (FarmUnderTest farm = FarmUnderTest.start()) {
      Submission graph = Graphs.layered(jobs, 1_000);
      farm.project().submit(Graphs.layered(jobs / 5, 1_000).asPaused());
      double[] took = new double[TIMES];
      int dependencies = 0;
      FarmUnderTest.Usage before = farm.usage();
      for (int time = 0; time < TIMES; time++) {
        long start = System.nanoTime();
        dependencies =
            farm.project().submit(graph.asPaused().withKey("bench-" + time)).graph().dependencies();
        took[time] = (System.nanoTime() - start) / 1e9;
      }
      FarmUnderTest.Usage usage = farm.usage().since(before);
      Quantiles seconds = new Quantiles(took);
      Line line =
          Line.of(name())
              .put("jobs", jobs)
              .put("dependencies", dependencies)
              .put("seconds", seconds.max())
              .put("jobsPerSecond", Math.round(jobs / seconds.max()))
              .put("p50Ms", seconds.median() * 1e3)
              .put("p99Ms", seconds.max() * 1e3);
      return farm.machine(usage.disturbance(usage.perJob(line, (long) jobs * TIMES)));
    }
  }
}
