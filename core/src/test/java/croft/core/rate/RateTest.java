package croft.core.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateTest {
  /** Worked out by hand from the formula; 0/20 and 20/20 are in many textbooks. */
  @ParameterizedTest
  @CsvSource({
    "0,   0,  0.0,    1.0",
    "0,   20, 0.0,    0.1611",
    "1,   20, 0.0089, 0.2361",
    "3,   20, 0.0524, 0.3604",
    "10,  20, 0.2993, 0.7007",
    "20,  20, 0.8389, 1.0",
    "1,   1,  0.2065, 1.0",
    "30, 100, 0.2189, 0.3958"
  })
  void theIntervalIsWilsons(int hits, int tries, double low, double high) {
    Rate rate = Rate.of(hits, tries);
    assertThat(rate.low()).isCloseTo(low, within(0.00005));
    assertThat(rate.high()).isCloseTo(high, within(0.00005));
  }

  @Test
  void theRateLiesInItsInterval() {
    for (int tries = 1; tries <= 60; tries++) {
      for (int hits = 0; hits <= tries; hits++) {
        Rate rate = Rate.of(hits, tries);
        Rate other = Rate.of(tries - hits, tries);
        assertThat(rate.rate()).isBetween(rate.low(), rate.high());
        assertThat(rate.low()).isBetween(0.0, 1.0).isCloseTo(1 - other.high(), within(1e-12));
      }
    }
  }

  @Test
  void moreHitsThanTriesAreRefused() {
    assertThatThrownBy(() -> Rate.of(3, 2)).hasMessageContaining("3 of 2");
  }
}
