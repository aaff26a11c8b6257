package croft.bench.scenario;

import croft.bench.farm.Distribution;
import croft.bench.farm.FarmUnderTest;
import croft.bench.farm.WorkerUnderTest;
import croft.bench.load.GraphRun;
import croft.bench.load.Graphs;
import croft.bench.load.Makefile;
import croft.bench.report.Line;
import croft.bench.report.Quantiles;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * {@code /bin/true} as real jobs of a layered graph, on a real worker with two slots and no
 * sandbox; beside it, in turn, {@code make -j2} on the same graph.
 */
public final class ProcessScenario implements Scenario {
  private static final int USUAL = 500;
  private static final int WIDTH = 100;
  private static final int SLOTS = 2;
  private static final int TIMES = 3;
  private static final String PROGRAM = "/bin/true";

  @Override
  public String name() {
    return "process";
  }

  @Override
  public Line measure(int size) throws IOException, InterruptedException, SQLException {
    int jobs = size > 0 ? size : USUAL;
    Distribution distribution = Distribution.built();
    try (FarmUnderTest farm = FarmUnderTest.start();
        WorkerUnderTest worker =
            WorkerUnderTest.start(distribution, farm.first(), farm.folder("worker"), SLOTS)) {
      Path makefile = farm.folder("make").resolve("Makefile");
      Makefile.layered(makefile, jobs, WIDTH, PROGRAM);
      graph(farm, jobs);
      make(makefile);
      double[] croft = new double[TIMES];
      double[] make = new double[TIMES];
      double workerCpu = 0;
      FarmUnderTest.Usage usage = null;
      for (int time = 0; time < TIMES; time++) {
        double cpuBefore = worker.cpuSeconds();
        FarmUnderTest.Usage before = farm.usage();
        croft[time] = graph(farm, jobs);
        usage = farm.usage().since(before);
        workerCpu = worker.cpuSeconds() - cpuBefore;
        make[time] = make(makefile);
      }
      Quantiles croftSeconds = new Quantiles(croft);
      Quantiles makeSeconds = new Quantiles(make);
      Line line =
          Line.of(name())
              .put("jobs", jobs)
              .put("seconds", croftSeconds.median())
              .put("jobsPerSecond", Math.round(jobs / croftSeconds.median()))
              .put("makeSeconds", makeSeconds.median())
              .put("ratio", croftSeconds.median() / makeSeconds.median())
              .put("workerCpuUsPerJob", workerCpu * 1e6 / jobs);
      if (usage != null) {
        usage.perJob(line, jobs);
      }
      return farm.machine(line);
    }
  }

  private static double graph(FarmUnderTest farm, int jobs)
      throws IOException, InterruptedException {
    long id =
        farm.project().submit(Graphs.layered(jobs, WIDTH, PROGRAM).asPaused()).graph().graph();
    long start = System.nanoTime();
    GraphRun.toEnd(farm.project(), id);
    return (System.nanoTime() - start) / 1e9;
  }

  private static double make(Path makefile) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int exit =
        new ProcessBuilder("make", "-s", "-j" + SLOTS, "-f", makefile.toString(), "all")
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException("make ended with " + exit);
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
