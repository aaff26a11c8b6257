package croft.testing.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A farm in virtual time keeps its promises, whatever the seed. */
class FarmSimulationTest {
  /** Another one each time: {@code -Dcroft.seed=…}. */
  private static final long SEED = Long.getLong("croft.seed", 20_260_101L);

  private static final long STEPS = 10_000;

  @Test
  void aHundredThousandStepsBreakNoPromise() {
    holds(7);
  }

  @Test
  @Tag("slow")
  void aMillionStepsBreakNoPromise() {
    holds(70);
  }

  private static void holds(int farms) {
    long steps = 0;
    long losses = 0;
    long grants = 0;
    for (int farm = 0; farm < farms; farm++) {
      FarmSimulation.Result result = FarmSimulation.run(SEED + farm, STEPS, null);
      steps += result.steps();
      losses += result.losses();
      grants += result.grants();
    }
    System.out.printf("%,d steps, %,d attempts, %,d of them lost%n", steps, grants, losses);
    assertThat(grants).isGreaterThan(farms * 100L);
    assertThat(steps).isGreaterThanOrEqualTo(farms * 100_000L / 7);
    assertThat(losses).as("a simulation in which nothing gets lost proves little").isPositive();
  }

  @Test
  void theSameSeedHasTheSameHistory() {
    FarmSimulation.Result first = FarmSimulation.run(SEED, STEPS, null);
    assertThat(FarmSimulation.run(SEED, STEPS, null)).isEqualTo(first);
    assertThat(FarmSimulation.run(SEED + 1, STEPS, null).hash()).isNotEqualTo(first.hash());
  }

  @ParameterizedTest
  @EnumSource
  void aWeaknessIsFound(FarmSimulation.Weakness weakness) {
    assertThatThrownBy(
            () -> {
              for (int farm = 0; farm < 5; farm++) {
                FarmSimulation.run(SEED + farm, STEPS, weakness);
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("seed ");
  }
}
