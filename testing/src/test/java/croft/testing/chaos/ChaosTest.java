package croft.testing.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two servers on one PostgreSQL lose nothing that they acknowledged, whatever is killed under load.
 * {@code ./croft chaos} does the same for longer, with more faults.
 */
class ChaosTest {
  /** Another one each time: {@code -Dcroft.seed=…}. */
  private static final long SEED = Long.getLong("croft.seed", 20_260_101L);

  private static final Random random = new Random(SEED);
  private static ChaosFarm farm;
  private static int rounds;

  @BeforeAll
  static void start() throws IOException {
    farm = ChaosFarm.start(ChaosFarm.Setup.usual(), SEED);
  }

  @AfterAll
  static void stop() throws IOException {
    farm.close();
  }

  private static void holds(Scenario scenario) throws IOException, InterruptedException {
    Round.Report report = new Round(farm, ++rounds, random.nextLong(), scenario).run();
    System.out.println(report.line());
    assertThat(report.faults()).as("%s; seed %d%n%s", report.line(), SEED, farm.logs()).isEmpty();
    assertThat(report.load()).as("transitions a second before the fault").isGreaterThan(0);
  }

  @Test
  void aKilledServerLosesNothing() throws Exception {
    holds(Scenario.SERVER_KILLED);
  }

  @Test
  void aKilledDatabaseLosesNothing() throws Exception {
    holds(Scenario.DATABASE_KILLED);
  }

  @Test
  void theJobsOfDeadWorkersRunElsewhere() throws Exception {
    holds(Scenario.WORKERS_KILLED);
  }

  @Test
  void anEndIsRecordedOnceHoweverOftenAndWhereverItIsReported() throws Exception {
    holds(Scenario.REPEATS);
  }

  @Test
  void workersThatMoveBetweenServersAllTheTimeLoseNothing() throws Exception {
    holds(Scenario.NETWORK_FLAPS);
  }
}
