package croft.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElapsedTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s, 0:00",
    "440, 0.4 s, 0:00",
    "9949, 9.9 s, 0:09",
    "9951, 10 s, 0:09",
    "59400, 59 s, 0:59",
    "65000, 1 min 05 s, 1:05",
    "7380000, 2 h 03 min, 2:03:00",
    "273600000, 3 d 04 h, 76:00:00",
    "-5, 0.0 s, 0:00"
  })
  void durationsHaveTwoUnitsAtMost(long ms, String text, String clock) {
    assertThat(Elapsed.text(Duration.ofMillis(ms))).isEqualTo(text);
    assertThat(Elapsed.clock(Duration.ofMillis(ms))).isEqualTo(clock);
  }

  @ParameterizedTest
  @CsvSource({"5, 5 s ago", "125, 2 min ago", "7300, 2 h ago", "200000, 2 d ago", "-9, 0 s ago"})
  void agesHaveOneUnit(long seconds, String text) {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(Elapsed.ago(now.minusSeconds(seconds), now)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1400, 1.4 kB",
    "9960, 10 kB",
    "20000000, 20 MB",
    "999999, 1.0 MB"
  })
  void sizesAreDecimal(long bytes, String text) {
    assertThat(Sizes.bytes(bytes)).isEqualTo(text);
  }
}
