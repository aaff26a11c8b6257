package croft.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final RetryPolicy ALWAYS =
      new RetryPolicy(
          5, EnumSet.allOf(RetryPolicy.Cause.class), Duration.ofSeconds(10), Duration.ofMinutes(1));
  private static final Outcome[] OUTCOMES = {
    new Outcome.Succeeded(),
    new Outcome.Failed(3),
    new Outcome.TimedOut(),
    new Outcome.Lost(),
    new Outcome.WorkerStopped(),
    new Outcome.Refused(),
    new Outcome.Cancelled(),
    new Outcome.Reused(),
  };

  /** What follows from each outcome, in the order of {@link #OUTCOMES}. */
  private static String row(RetryPolicy policy, int tries, int losses, int flags) {
    StringBuilder row = new StringBuilder();
    for (Outcome outcome : OUTCOMES) {
      String verdict =
          switch (policy.after(outcome, tries, losses, flags)) {
            case Verdict.Finish(JobState state, _) -> state.text();
            case Verdict.Retry(_) -> "retry";
            case Verdict.Again() -> "again";
          };
      row.append(row.isEmpty() ? "" : " ").append(verdict);
    }
    return row.toString();
  }

  @Test
  void eachOutcomeHasAVerdict() {
    // succeeded failed timedOut lost workerStopped refused cancelled reused
    assertThat(row(RetryPolicy.DEFAULT, 1, 1, 0))
        .isEqualTo("succeeded failed failed retry retry failed cancelled succeeded");
    assertThat(row(RetryPolicy.NEVER, 1, 1, 0))
        .isEqualTo("succeeded failed failed failed failed failed cancelled succeeded");
    assertThat(row(ALWAYS, 1, 1, 0))
        .isEqualTo("succeeded retry retry retry retry failed cancelled succeeded");
    assertThat(row(ALWAYS, 5, 1, 0))
        .isEqualTo("succeeded failed failed failed failed failed cancelled succeeded");
  }

  @Test
  void afterThreeLossesAJobIsPoisonedWhateverItsPolicy() {
    assertThat(row(ALWAYS, 3, 2, 0)).contains("retry retry retry retry");
    assertThat(row(ALWAYS, 3, 3, 0))
        .isEqualTo("succeeded retry retry failed retry failed cancelled succeeded");
    assertThat(ALWAYS.after(new Outcome.Lost(), 3, 3, 0))
        .isEqualTo(new Verdict.Finish(JobState.FAILED, "poisoned: 3 attempts lost their worker"));
  }

  @Test
  void aCancelKeepsFromTryingAgainAndIsWhatBecameOfAnAttemptCutShort() {
    assertThat(row(ALWAYS, 1, 1, JobFlags.CANCEL))
        .isEqualTo("succeeded cancelled cancelled cancelled cancelled failed cancelled succeeded");
    assertThat(row(ALWAYS, 3, 3, JobFlags.CANCEL)).contains("cancelled cancelled cancelled");
    // The script had its say: that is the outcome, though someone wanted it cancelled.
    assertThat(row(RetryPolicy.NEVER, 1, 1, JobFlags.CANCEL))
        .isEqualTo("succeeded failed failed cancelled cancelled failed cancelled succeeded");
  }

  @Test
  void aJobThatIsToRunAgainDoesSoWhateverTheOutcome() {
    String again = "again again again again again again again again";
    assertThat(row(RetryPolicy.NEVER, 1, 3, JobFlags.AGAIN)).isEqualTo(again);
    assertThat(row(ALWAYS, 5, 3, JobFlags.AGAIN | JobFlags.CANCEL)).isEqualTo(again);
  }

  @Test
  void theDelayDoublesUpToItsMaximum() {
    RetryPolicy policy =
        new RetryPolicy(
            100, Set.of(RetryPolicy.Cause.FAILED), Duration.ofSeconds(10), Duration.ofSeconds(60));
    int[] seconds = {10, 20, 40, 60, 60};
    for (int tries = 1; tries <= seconds.length; tries++) {
      assertThat(policy.after(new Outcome.Failed(1), tries, 0, 0))
          .isEqualTo(new Verdict.Retry(Duration.ofSeconds(seconds[tries - 1])));
    }
    assertThat(policy.after(new Outcome.Failed(1), 99, 0, 0))
        .isEqualTo(new Verdict.Retry(Duration.ofSeconds(60)));
  }

  @Test
  void withoutAMaximumTheDelayEndsAtSixtyFourTimesTheFirst() {
    RetryPolicy policy =
        new RetryPolicy(
            100, Set.of(RetryPolicy.Cause.FAILED), Duration.ofSeconds(1), Duration.ZERO);
    assertThat(policy.after(new Outcome.Failed(1), 7, 0, 0))
        .isEqualTo(new Verdict.Retry(Duration.ofSeconds(64)));
    assertThat(policy.after(new Outcome.Failed(1), 60, 0, 0))
        .isEqualTo(new Verdict.Retry(Duration.ofSeconds(64)));
  }

  @Test
  void aPolicyIsCheckedAtTheDoor() {
    assertThatThrownBy(() -> new RetryPolicy(0, Set.of(), Duration.ZERO, Duration.ZERO))
        .hasMessage("attempts must be at least 1, was 0");
    assertThatThrownBy(() -> new RetryPolicy(1, Set.of(), Duration.ofSeconds(-1), Duration.ZERO))
        .hasMessageContaining("PT-1S");
  }

  @Test
  void outcomesAndCausesAreReadAsTheyAreWritten() {
    for (Outcome outcome : OUTCOMES) {
      assertThat(Outcome.of(outcome.text(), outcome.exitCodeOrNull())).isEqualTo(outcome);
    }
    assertThat(Outcome.of("failed", null)).isEqualTo(new Outcome.Failed(-1));
    for (RetryPolicy.Cause cause : RetryPolicy.Cause.values()) {
      assertThat(RetryPolicy.Cause.of(cause.text())).isEqualTo(cause);
    }
    assertThatThrownBy(() -> Outcome.of("exploded", 1)).hasMessageContaining("'exploded'");
  }
}
