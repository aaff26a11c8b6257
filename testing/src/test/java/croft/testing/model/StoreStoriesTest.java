package croft.testing.model;

import static org.assertj.core.api.Assertions.assertThat;

import croft.store.observe.CounterCheck;
import croft.testing.database.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The store and the dispatcher, on real PostgreSQL, do what the readable model says. */
class StoreStoriesTest {
  private static final long SEED = Long.getLong("croft.seed", 20_260_201L);
  private static final int STEPS = 40;

  private static TestDatabase database;
  private static StoreSystem.Farm farm;

  @BeforeAll
  static void start() {
    database = TestDatabase.migrated();
    farm = new StoreSystem.Farm(database.database());
  }

  @AfterAll
  static void stop() {
    farm.close();
    database.close();
  }

  @Test
  void theStoreDoesWhatTheModelSays() throws SQLException {
    new StoryTest(farm, SEED, STEPS).holds(30);
    countersHold();
  }

  @Test
  @Tag("slow")
  void theStoreDoesWhatTheModelSaysAThousandTimes() throws SQLException {
    new StoryTest(farm, SEED + 1_000_000, STEPS).holds(1_000);
    countersHold();
  }

  /** The check that an operator can make says the same, of all stories at once. */
  private static void countersHold() throws SQLException {
    try (Connection connection = database.database().connection()) {
      CounterCheck.Result result = CounterCheck.run(connection);
      assertThat(result.graphs()).isGreaterThanOrEqualTo(30);
      assertThat(result.faults()).isEmpty();
      assertThat(result.faulty()).isZero();
    }
  }

  @Test
  void aCounterThatIsOffByOneIsNamed() throws SQLException {
    new StoryTest(farm, SEED + 7, STEPS).holds(5);
    try (Connection connection = database.database().connection()) {
      connection.setAutoCommit(false);
      try (var change = connection.createStatement()) {
        change.execute(
            """
            update job set open = open + 1 where (graph, job) = (
              select graph, job from job where flags & 1 = 0 and state <> 'skipped' limit 1)
            """);
        change.execute(
            """
            update graph_progress set ready = ready + 1 where graph = (
              select graph from graph_progress limit 1)
            """);
      }
      CounterCheck.Result result = CounterCheck.run(connection);
      assertThat(result.faulty()).isEqualTo(2);
      assertThat(result.faults()).hasSize(2);
      assertThat(result.faults().getFirst().job()).isNotNull();
      assertThat(result.faults().getFirst().stored())
          .isNotEqualTo(result.faults().getFirst().counted());
      assertThat(result.faults().getLast().job()).isNull();
      connection.rollback();
    }
  }
}
