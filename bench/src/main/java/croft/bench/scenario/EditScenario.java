package croft.bench.scenario;

import croft.bench.farm.FarmUnderTest;
import croft.bench.load.Graphs;
import croft.bench.report.Line;
import croft.bench.report.Quantiles;
import croft.protocol.wire.Edits.EditRequest;
import java.io.IOException;
import java.sql.SQLException;

/** Edits of a graph that is paused, each of as many mixed operations as a tenth of its jobs. */
public final class EditScenario implements Scenario {
  private static final int TIMES = 3;

  @Override
  public String name() {
    return "edit";
  }

  @Override
  public Line measure(int size) throws IOException, InterruptedException, SQLException {
    int jobs = size > 0 ? size : 100_000;
    int operations = jobs / 10;
    try (FarmUnderTest farm = FarmUnderTest.start()) {
      long graph = farm.project().submit(Graphs.layered(jobs, 1_000).asPaused()).graph().graph();
      double[] took = new double[TIMES];
      FarmUnderTest.Usage before = farm.usage();
      for (int time = 0; time < TIMES; time++) {
        EditRequest request = new EditRequest("bench", null, Graphs.edits(jobs, operations, time));
        long start = System.nanoTime();
        farm.project().edit(graph, request, false);
        took[time] = (System.nanoTime() - start) / 1e9;
      }
      FarmUnderTest.Usage usage = farm.usage().since(before);
      Quantiles seconds = new Quantiles(took);
      return farm.machine(
          Line.of(name())
              .put("jobs", jobs)
              .put("operations", operations)
              .put("seconds", seconds.median())
              .put("firstSeconds", took[0])
              .put("operationsPerSecond", Math.round(operations / seconds.median()))
              .put("p50Ms", seconds.median() * 1e3)
              .put("p99Ms", seconds.max() * 1e3)
              .put("serverCpuSeconds", usage.serverCpuSeconds() / TIMES)
              .put("databaseCpuSeconds", usage.databaseCpuSeconds() / TIMES));
    }
  }
}
