package croft.testing.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stories can fail: each looser reading of the rules is found, and soon. */
class PlantedFaultsTest {
  private static final int STORIES_MAX = 1_000;

  @ParameterizedTest
  @EnumSource
  void aLooserReadingIsFound(Planted planted) {
    assertThat(new StoryTest(planted.factory(), 7, 60).firstFault(STORIES_MAX))
        .as("the first of %d stories that finds it", STORIES_MAX)
        .isPresent();
  }

  @Test
  void aModelWithNothingPlantedAgreesWithItself() {
    new StoryTest(ModelSystem.of(FarmModel::new), 7, 60).holds(100);
  }
}
