package croft.bench.scenario;

import croft.bench.farm.FarmUnderTest;
import croft.bench.farm.ServerUnderTest;
import croft.bench.load.GraphRun;
import croft.bench.load.Graphs;
import croft.bench.load.SimulatedWorkers;
import croft.bench.load.SimulatedWorkers.Crew;
import croft.bench.report.Line;
import croft.protocol.client.FarmClient;
import croft.store.observe.DatabaseProbe.Ends;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The layered graph on one, two and three servers of one PostgreSQL, the workers spread over them;
 * then once more on three, one of which is killed while the graph runs.
 */
public final class ServersScenario implements Scenario {
  private static final int USUAL = 100_000;
  private static final int WARM_UP = 20_000;
  private static final int WIDTH = 1_000;
  private static final int SERVERS_MAX = 3;

  /** When the server is killed: after this share of the time that the graph took before. */
  private static final double KILL_AFTER = 0.4;

  @Override
  public String name() {
    return "servers";
  }

  @Override
  public Line measure(int size) throws IOException, InterruptedException, SQLException {
    int jobs = size > 0 ? size : USUAL;
    Line line = Line.of(name()).put("jobs", jobs);
    try (FarmUnderTest farm = FarmUnderTest.start()) {
      double rateOfOne = 0;
      double databaseOfOne = 0;
      double seconds = 0;
      for (int servers = 1; servers <= SERVERS_MAX; servers++) {
        if (servers > 1) {
          farm.addServer();
        }
        JobsScenario.run(farm, Graphs.layered(Math.min(jobs, WARM_UP), WIDTH), Crew.MANY);
        JobsScenario.Measured measured =
            JobsScenario.run(farm, Graphs.layered(jobs, WIDTH), Crew.MANY);
        seconds = measured.seconds();
        double database = measured.usage().databaseCpuSeconds() * 1e6 / jobs;
        String of = "with" + servers;
        line.put(of + "JobsPerSecond", Math.round(jobs / seconds))
            .put(of + "P99Ms", measured.latenciesMs().at(0.99))
            .put(of + "DatabaseCpuUsPerJob", database)
            .put(of + "ServerCpuUsPerJob", measured.usage().serverCpuSeconds() * 1e6 / jobs)
            .put(of + "OthersBusyCores", measured.usage().othersBusyCores());
        if (servers == 1) {
          rateOfOne = jobs / seconds;
          databaseOfOne = database;
        } else {
          line.put(of + "Rate", jobs / seconds / rateOfOne)
              .put(of + "DatabaseCpu", database / databaseOfOne);
        }
      }
      kill(farm, jobs, seconds, line);
      return farm.machine(line);
    }
  }

  private static void kill(FarmUnderTest farm, int jobs, double expectedSeconds, Line line)
      throws IOException, InterruptedException, SQLException {
    List<FarmClient> clients = new ArrayList<>();
    for (ServerUnderTest server : farm.servers()) {
      clients.add(server.clientWithoutRetries());
    }
    long graph = farm.project().submit(Graphs.layered(jobs, WIDTH).asPaused()).graph().graph();
    try (SimulatedWorkers workers = new SimulatedWorkers(clients, Crew.MANY)) {
      long start = System.nanoTime();
      farm.project().resume(graph);
      Thread.sleep((long) (expectedSeconds * KILL_AFTER * 1e3));
      workers.takeLatenciesMs();
      farm.servers().getLast().kill();
      GraphRun.awaitEnd(farm.project(), graph);
      double seconds = (System.nanoTime() - start) / 1e9;
      Ends ends = farm.database().ends(graph);
      line.put("killedOneJobsPerSecond", Math.round(jobs / seconds))
          .put("killedOneMaxMs", workers.takeLatenciesMs().max())
          .put("killedOneMoves", workers.moves())
          .put("killedOneJobsSucceeded", ends.jobsSucceeded())
          .put("killedOneJobsWithOneSuccess", ends.jobsWithOneSuccess())
          .put("killedOneOtherAttempts", ends.otherAttempts());
    }
  }
}
