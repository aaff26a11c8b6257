package croft.bench.scenario;

import croft.bench.farm.FarmUnderTest;
import croft.bench.farm.ProcFs;
import croft.bench.load.IdleWorkers;
import croft.bench.report.Line;
import croft.bench.report.Quantiles;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Workers that wait for work: what each costs while there is none. */
public final class IdleWorkersScenario implements Scenario {
  private static final int USUAL = 10_000;

  /** Every worker has sent some heartbeats and a second claim by then. */
  private static final Duration SETTLE = Duration.ofSeconds(40);

  private static final Duration WATCH = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "idle-workers";
  }

  /** The size is the number of workers; each needs two open files here, and one at the server. */
  @Override
  public Line measure(int size) throws IOException, InterruptedException, SQLException {
    int count = size > 0 ? size : USUAL;
    try (FarmUnderTest farm = FarmUnderTest.start()) {
      long server = farm.first().pid();
      double emptyMb = ProcFs.pssMb(server);
      long start = System.nanoTime();
      try (IdleWorkers workers = IdleWorkers.start(farm.client(), count)) {
        double signedOnSeconds = (System.nanoTime() - start) / 1e9;
        Thread.sleep(SETTLE);
        workers.takeHeartbeatsMs();
        workers.takeClaims();
        FarmUnderTest.Usage before = farm.usage();
        Thread.sleep(WATCH);
        FarmUnderTest.Usage usage = farm.usage().since(before);
        Quantiles heartbeats = workers.takeHeartbeatsMs();
        return farm.machine(
            Line.of(name())
                .put("workers", count)
                .put("signedOnSeconds", signedOnSeconds)
                .put("watchedSeconds", WATCH.toSeconds())
                .put("heartbeats", heartbeats.count())
                .put("claims", workers.takeClaims())
                .put("heartbeatP50Ms", heartbeats.median())
                .put("heartbeatP99Ms", heartbeats.at(0.99))
                .put("heartbeatMaxMs", heartbeats.max())
                .put("serverCpuPercentOfACore", percent(usage.serverCpuSeconds()))
                .put("databaseCpuPercentOfACore", percent(usage.databaseCpuSeconds()))
                .put("walBytesPerHeartbeat", (double) usage.walBytes() / heartbeats.count())
                .put("databaseConnections", farm.database().connections())
                .put("serverThreads", ProcFs.threads(server))
                .put("serverWithoutWorkersPssMb", Math.round(emptyMb))
                .put("serverPssMb", Math.round(ProcFs.pssMb(server)))
                .put("failures", workers.failures()));
      }
    }
  }

  private static double percent(double cpuSeconds) {
    return 100 * cpuSeconds / WATCH.toSeconds();
  }
}
