package croft.bench.scenario;

import croft.bench.farm.CroftUp;
import croft.bench.farm.Distribution;
import croft.bench.farm.Folders;
import croft.bench.report.Line;
import croft.bench.report.Quantiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code croft up} of the distribution on a farm that has been there before; and what the farm
 * needs when nothing is to be done.
 */
public final class StartScenario implements Scenario {
  private static final int USUAL = 5;
  private static final Duration IDLE = Duration.ofSeconds(15);

  @Override
  public String name() {
    return "start";
  }

  /** The size is how often it starts. */
  @Override
  public Line measure(int size) throws IOException, InterruptedException {
    Distribution distribution = Distribution.built();
    Path home = Files.createTempDirectory("croft-bench-start-");
    try {
      double first;
      try (CroftUp farm = CroftUp.start(distribution, home)) {
        first = farm.readySeconds();
      }
      int times = size > 0 ? size : USUAL;
      double[] seconds = new double[times];
      double pssMb = 0;
      double cpuPercent = 0;
      int processes = 0;
      for (int time = 0; time < times; time++) {
        try (CroftUp farm = CroftUp.start(distribution, home)) {
          seconds[time] = farm.readySeconds();
          if (time == times - 1) {
            Thread.sleep(IDLE);
            double before = farm.cpuSeconds();
            Thread.sleep(IDLE);
            cpuPercent = 100 * (farm.cpuSeconds() - before) / IDLE.toSeconds();
            pssMb = farm.pssMb();
            processes = farm.processes();
          }
        }
      }
      Quantiles all = new Quantiles(seconds);
      return Line.of(name())
          .put("starts", times)
          .put("firstSeconds", first)
          .put("seconds", all.median())
          .put("maxSeconds", all.max())
          .put("idlePssMb", Math.round(pssMb))
          .put("idleProcesses", processes)
          .put("idleCpuPercentOfACore", cpuPercent);
    } finally {
      Folders.delete(home);
    }
  }
}
