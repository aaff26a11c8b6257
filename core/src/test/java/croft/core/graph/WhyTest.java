package croft.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import croft.core.graph.Why.Condition;
import croft.core.graph.Why.Other;
import croft.core.graph.Why.Situation;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.core.schedule.Requirements;
import croft.core.schedule.Requirements.Offer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WhyTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @Test
  void aBlockedJobNamesWhatRunsNowAndCountsTheRest() {
    assertThat(
            why(
                JobState.BLOCKED,
                needs("compile/17", JobState.BLOCKED),
                needs("test/17/binary", JobState.RUNNING),
                needs("fetch", JobState.SUCCEEDED),
                needs("lint", JobState.READY)))
        .isEqualTo("waits for test/17/binary (running) and 2 more");
  }

  @Test
  void aJobThatNeedsSomeOfSeveralSaysHowManyAreMissing() {
    assertThat(
            why(
                JobState.BLOCKED,
                new Condition.Some(
                    2,
                    List.of(
                        other("a", JobState.SUCCEEDED, EdgeRule.NEEDS_SUCCESS),
                        other("b", JobState.RUNNING, EdgeRule.NEEDS_SUCCESS),
                        other("c", JobState.BLOCKED, EdgeRule.NEEDS_SUCCESS)))))
        .isEqualTo("waits for one of 2, such as b (running)");
  }

  @Test
  void aSkippedJobNamesItsCause() {
    assertThat(
            why(
                JobState.SKIPPED,
                needs("fetch", JobState.SUCCEEDED),
                needs("compile/17", JobState.FAILED)))
        .isEqualTo("skipped because compile/17 failed");
    assertThat(why(JobState.SKIPPED, needs("slow", JobState.INACTIVE)))
        .isEqualTo("skipped because slow is inactive");
    assertThat(
            why(
                JobState.SKIPPED,
                new Condition.One(
                    other("try", JobState.SUCCEEDED, EdgeRule.needs(Set.of(JobState.FAILED))))))
        .isEqualTo("skipped because try succeeded, and was to have failed");
  }

  @Test
  void anAllowedFailureIsNoCause() {
    assertThat(
            why(
                JobState.SKIPPED,
                new Condition.One(
                    new Other(
                        "flaky", JobState.FAILED, JobFlags.ALLOW_FAILURE, EdgeRule.NEEDS_SUCCESS)),
                needs("build", JobState.CANCELLED)))
        .isEqualTo("skipped because build was cancelled");
  }

  @Test
  void aReadyJobSaysWhatNoWorkerHas() {
    Requirements gpu = new Requirements("default", List.of("gpu"), 1, 0, 0);
    Offer plain = new Offer("default", Set.of("os=linux"), 4, 1L << 33, 0);
    assertThat(ready(gpu)).isEqualTo("ready, but no worker is live");
    assertThat(ready(gpu, plain)).isEqualTo("ready, but no live worker has the label gpu");
    assertThat(ready(new Requirements("big", List.of(), 1, 0, 0), plain))
        .isEqualTo("ready, but no live worker is in pool big");
    assertThat(ready(new Requirements("default", List.of(), 1, 64L << 30, 0), plain))
        .isEqualTo("ready, but no live worker has 64 GiB of memory");
    assertThat(ready(new Requirements("default", List.of(), 1, 0, 0), plain))
        .isEqualTo("ready: waits for a free worker");
  }

  @Test
  void aDelayedAPausedAndAHeldJobSaySo() {
    assertThat(sentence(JobState.READY, 0, false, NOW.plusMillis(11_500), null, null))
        .isEqualTo("retry in 12 s");
    assertThat(sentence(JobState.READY, 0, true, null, null, null)).startsWith("paused");
    assertThat(sentence(JobState.HELD, JobFlags.HOLD, false, null, "ada: not before lunch", null))
        .isEqualTo("held by ada: not before lunch");
  }

  @Test
  void anEndedJobSaysHowItEnded() {
    assertThat(sentence(JobState.FAILED, 0, false, null, null, "exit code 3"))
        .isEqualTo("failed: exit code 3");
    assertThat(sentence(JobState.FAILED, JobFlags.ALLOW_FAILURE, false, null, null, "exit code 3"))
        .isEqualTo("failed: exit code 3; allowed to, so it counts as success");
    assertThat(sentence(JobState.SUCCEEDED, JobFlags.STALE, false, null, null, null))
        .isEqualTo("succeeded, but something that it used was run again since");
  }

  @Test
  void everyStateHasASentence() {
    for (JobState state : JobState.values()) {
      assertThat(why(state)).isNotBlank();
    }
  }

  private static Other other(String key, JobState state, EdgeRule rule) {
    return new Other(key, state, 0, rule);
  }

  private static Condition needs(String key, JobState state) {
    return new Condition.One(other(key, state, EdgeRule.NEEDS_SUCCESS));
  }

  @Test
  void aReadyJobSaysHowManyAreBeforeIt() {
    assertThat(ready(0)).isEqualTo("ready: waits for a free worker, and is next");
    assertThat(ready(1)).isEqualTo("ready: waits for a free worker; 1 job is before it");
    assertThat(ready(1_200)).isEqualTo("ready: waits for a free worker; 1,200 jobs are before it");
  }

  private static String ready(int ahead) {
    return Why.sentence(
        new Situation(
            JobState.READY,
            0,
            List.of(),
            false,
            false,
            null,
            NOW,
            null,
            null,
            List.of(),
            List.of(),
            null,
            null,
            ahead));
  }

  private static String why(JobState state, Condition... conditions) {
    return Why.sentence(
        new Situation(
            state,
            0,
            Arrays.asList(conditions),
            false,
            false,
            null,
            NOW,
            null,
            null,
            List.of(),
            List.of(),
            null,
            null,
            null));
  }

  @Test
  void aReadyJobSaysThatWhoeverCouldRunItIsKeptFromWork() {
    Requirements gpu = new Requirements("default", List.of("gpu"), 1, 1, 0);
    Offer plain = new Offer("default", Set.of(), 8, 1L << 34, 0);
    Offer withGpu = new Offer("default", Set.of("gpu"), 8, 1L << 34, 0);
    String kept = "ready, but the workers that could run it are draining or quarantined";
    assertThat(ready(gpu, List.of(plain), List.of(withGpu))).isEqualTo(kept);
    assertThat(ready(gpu, List.of(), List.of(withGpu))).isEqualTo(kept);
    assertThat(ready(gpu, List.of(plain), List.of(plain)))
        .isEqualTo("ready, but no live worker has the label gpu");
  }

  private static String ready(Requirements requirements, Offer... offers) {
    return ready(requirements, Arrays.asList(offers), List.of());
  }

  private static String ready(Requirements requirements, List<Offer> offers, List<Offer> withheld) {
    return Why.sentence(
        new Situation(
            JobState.READY,
            0,
            List.of(),
            false,
            false,
            null,
            NOW,
            null,
            requirements,
            offers,
            withheld,
            null,
            null,
            null));
  }

  private static String sentence(
      JobState state,
      int flags,
      boolean paused,
      @Nullable Instant readyAt,
      @Nullable String holdReason,
      @Nullable String ended) {
    return Why.sentence(
        new Situation(
            state,
            flags,
            List.of(),
            paused,
            false,
            readyAt,
            NOW,
            holdReason,
            null,
            List.of(),
            List.of(),
            ended,
            null,
            null));
  }
}
