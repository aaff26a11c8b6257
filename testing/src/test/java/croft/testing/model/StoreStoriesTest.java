package croft.testing.model;

import croft.testing.database.TestDatabase;
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
  void theStoreDoesWhatTheModelSays() {
    new StoryTest(farm, SEED, STEPS).holds(30);
  }

  @Test
  @Tag("slow")
  void theStoreDoesWhatTheModelSaysAThousandTimes() {
    new StoryTest(farm, SEED + 1_000_000, STEPS).holds(1_000);
  }
}
