package croft.protocol.graphfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations and amounts of memory as people write them. */
class ScalarsTest {
  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "500ms, PT0.5S",
    "90s, PT1M30S",
    "20m, PT20M",
    "1h30m, PT1H30M",
    "2d, PT48H",
    "1d1h1m1s1ms, PT25H1M1.001S",
    "9999999999s, PT2777777H46M39S",
  })
  void durations(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "s", "-1s", "1 s", "1s1s", "1m1h", "1.5h", "1w", "1S", "1sm"})
  void noDurations(String text) {
    assertThat(Durations.parse(text)).isNull();
  }

  @Test
  void moreDigitsThanATimeCanHaveAreNoDuration() {
    assertThat(Durations.parse("1".repeat(11) + "s")).isNull();
    assertThat(Durations.parse("9999999999d")).hasDays(9_999_999_999L);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2Gi, 2147483648",
    "512Mi, 536870912",
    "1Ki, 1024",
    "1Ti, 1099511627776",
    "2G, 2000000000",
    "3k, 3000",
    "999999999999999999999Ti, 9223372036854775807",
    "99999999999999Ti, 9223372036854775807",
    "2gi, -1",
    "Gi, -1",
    "1.5Gi, -1",
    "-1, -1",
  })
  void memory(String text, long bytes) {
    assertThat(ByteSizes.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "job/1, job/2, true",
    "build, biuld, true",
    "on, no, false",
    "timeout, pool, false",
    "memory, memroy, true",
    "artefacts, artifacts, true",
    "a, b, false",
  })
  void aNearWordIsSuggested(String word, String known, boolean near) {
    String suggestion = new Nearest().of(word, java.util.List.of(known));
    assertThat(suggestion).isEqualTo(near ? known : null);
  }
}
