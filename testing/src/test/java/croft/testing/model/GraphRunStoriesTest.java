package croft.testing.model;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The engine of the core does what the readable model says. */
class GraphRunStoriesTest {
  /** Another one each time: {@code -Dcroft.seed=…}. */
  private static final long SEED = Long.getLong("croft.seed", 20_260_101L);

  @Test
  void theEngineDoesWhatTheModelSays() {
    new StoryTest(GraphRunSystem.kept(), SEED, 60).holds(3_000);
  }

  @Test
  void anEngineThatIsLoadedAnewGoesOnAsTheOneBefore() {
    new StoryTest(GraphRunSystem.reloaded(), SEED + 1_000_000, 60).holds(1_000);
  }

  @Test
  @Tag("slow")
  void theEngineDoesWhatTheModelSaysAHundredThousandTimes() {
    new StoryTest(GraphRunSystem.reloaded(), SEED + 2_000_000, 60).holds(100_000);
  }
}
