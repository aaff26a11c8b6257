package croft.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatPaceTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT10S, PT2S",
    "1, PT10S, PT2S",
    "199, PT10S, PT2S",
    "200, PT10S, PT2S",
    "201, PT10S, PT2.01S",
    "500, PT10S, PT5S",
    "999, PT10S, PT9.99S",
    "1000, PT10S, PT10S",
    "100000, PT10S, PT10S",
    "2147483647, PT10S, PT10S",
    // A lease of 5 s: three heartbeats fit into it, whatever the number of workers.
    "1, PT1.666S, PT1.666S",
    "1000, PT1.666S, PT1.666S"
  })
  void growsWithTheNumberOfWorkers(int sessions, Duration longest, Duration interval) {
    assertThat(HeartbeatPace.interval(sessions, longest)).isEqualTo(interval);
  }
}
