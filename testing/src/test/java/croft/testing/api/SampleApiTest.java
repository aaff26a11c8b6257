package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import croft.protocol.client.Content;
import croft.protocol.client.Paging;
import croft.protocol.json.Digest;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.Commands;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.InputFile;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.SampleUntil;
import croft.protocol.wire.SampleView;
import croft.protocol.wire.StatisticView;
import croft.store.statistic.StatisticCounter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Samples, and re-runs that change something: over HTTP, on a real server and database. */
class SampleApiTest {
  @AutoClose private final ApiServer farm = new ApiServer();

  private static final String TWO =
      """
      croft: 1
      name: two
      jobs:
        build: {script: ./build.sh, outputs: [app.jar]}
        test: {needs: [build], script: ./test.sh, env: {SEED: "1"}}
        ask: {breakpoint: true, needs: [test]}
      """;

  private long tested(Outcome outcome) throws Exception {
    long graph = farm.submit(TWO).graph();
    farm.claim(1);
    Assignment build = farm.attempt("build");
    byte[] jar = "jar".getBytes(StandardCharsets.UTF_8);
    farm.client()
        .putArtifact(
            new AttemptId(build.graph(), build.job(), build.attempt()),
            build.nonce(),
            ArtifactKind.OUTPUT,
            "app.jar",
            Digest.of(jar).hex(),
            Content.of(jar));
    farm.ends("build", Outcome.SUCCEEDED, 0);
    farm.forget("build");
    ends("test", outcome);
    return graph;
  }

  private Assignment ends(String key, Outcome outcome) throws Exception {
    // One at a time: samples have the key of their job.
    Map<String, Assignment> claimed = farm.claim(1);
    assertThat(claimed).containsKey(key);
    Assignment attempt = farm.attempt(key);
    farm.ends(key, outcome, outcome == Outcome.SUCCEEDED ? 0 : 1);
    farm.forget(key);
    return attempt;
  }

  private SampleView sample(long graph, int times, @Nullable SampleUntil until) throws Exception {
    return farm.project()
        .sample(
            graph,
            "test",
            new Commands.Sample(times, until, "flaky?"),
            UUID.randomUUID().toString());
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String why) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(409);
              assertThat(e.problem().detail()).contains(why);
            });
  }

  @Test
  void samplesRunTheDefinitionWithTheInputsAndLeaveTheJobAlone() throws Exception {
    long graph = tested(Outcome.SUCCEEDED);
    JobDetail before = farm.project().job(graph, "test");
    long seq = farm.project().graph(graph).seq();
    assertThat(before.samples()).isNull();
    SampleView made = sample(graph, 4, null);
    assertThat(made.times()).isEqualTo(4);
    assertThat(made.unfinished()).isEqualTo(4);
    assertThat(made.attempt()).isEqualTo(1);
    assertThat(made.failures().runs()).isZero();
    assertThat(made.reason()).isEqualTo("flaky?");

    for (Outcome outcome :
        List.of(Outcome.SUCCEEDED, Outcome.FAILED, Outcome.SUCCEEDED, Outcome.SUCCEEDED)) {
      Assignment sample = ends("test", outcome);
      assertThat(sample.graph()).isEqualTo(made.graph());
      assertThat(sample.definition().text()).isEqualTo(before.body().text());
      InputFile input = sample.inputs().getFirst();
      assertThat(input.graph()).isEqualTo(graph);
      assertThat(input.name()).isEqualTo("app.jar");
    }

    SampleView done = farm.project().samples(graph, "test", Paging.FIRST).items().getFirst();
    assertThat(done.unfinished()).isZero();
    assertThat(done.failures().runs()).isEqualTo(4);
    assertThat(done.failures().failed()).isEqualTo(1);
    assertThat(done.failures().low()).isCloseTo(0.0456, within(0.0001));
    assertThat(done.failures().high()).isCloseTo(0.6994, within(0.0001));
    JobDetail after = farm.project().job(graph, "test");
    assertThat(after.samples()).isEqualTo(done.failures());
    assertThat(after.view()).isEqualTo(before.view());
    assertThat(after.attempts()).isEqualTo(before.attempts());
    // Someone may be asked meanwhile about the breakpoint behind it.
    assertThat(farm.project().events(graph, seq, null).items())
        .as("no event of its graph")
        .allMatch(event -> "asked".equals(event.kind()));
    assertThat(farm.project().graphs(null, null, Paging.FIRST).items())
        .noneMatch(other -> other.graph() == made.graph());
  }

  @Test
  void untilAFailureTheyRunOneAfterTheOther() throws Exception {
    long graph = tested(Outcome.SUCCEEDED);
    SampleView made = sample(graph, 5, SampleUntil.FAILURE);
    assertThat(farm.project().graph(made.graph()).count(JobState.BLOCKED)).isEqualTo(4);
    ends("test", Outcome.SUCCEEDED);
    ends("test", Outcome.FAILED);
    SampleView done = farm.project().samples(graph, "test", Paging.FIRST).items().getFirst();
    assertThat(done.unfinished()).isZero();
    assertThat(done.failures().runs()).isEqualTo(2);
    assertThat(farm.project().graph(made.graph()).count(JobState.SKIPPED)).isEqualTo(3);
    assertThat(done.state()).isEqualTo(GraphState.FAILED);
  }

  @Test
  void statisticsCountThemForTheirJob() throws Exception {
    long graph = tested(Outcome.FAILED);
    sample(graph, 4, null);
    // Beside the attempt that failed: good, bad, bad, good.
    ends("test", Outcome.SUCCEEDED);
    ends("test", Outcome.FAILED);
    ends("test", Outcome.FAILED);
    ends("test", Outcome.SUCCEEDED);
    while (farm.database().database().transaction(StatisticCounter::advance)) {
      // Until all is counted.
    }
    StatisticView test =
        farm.project().statistics("two", "test", Paging.FIRST).items().stream()
            .filter(statistic -> statistic.key().equals("test"))
            .findFirst()
            .orElseThrow();
    assertThat(test.ended()).isEqualTo(5);
    assertThat(test.failed()).isEqualTo(3);
    assertThat(test.flaky()).isEqualTo(2);
    assertThat(farm.project().statistics("samples of test", null, Paging.FIRST).items()).isEmpty();
  }

  @Test
  void theSameKeyMakesThemOnce() throws Exception {
    long graph = tested(Outcome.SUCCEEDED);
    String key = UUID.randomUUID().toString();
    Commands.Sample wish = new Commands.Sample(2, null, null);
    SampleView first = farm.project().sample(graph, "test", wish, key);
    assertThat(farm.project().sample(graph, "test", wish, key).graph()).isEqualTo(first.graph());
    assertThat(farm.project().samples(graph, "test", Paging.FIRST).items()).hasSize(1);
  }

  @Test
  void whatCannotBeSampledIsSaid() throws Exception {
    long tested = tested(Outcome.SUCCEEDED);
    SampleView made = sample(tested, 1, null);
    refused(
        () ->
            farm.project()
                .sample(made.graph(), "1", new Commands.Sample(1, null, null), "sample-of-sample"),
        "it is a sample");
    long graph = farm.submit(TWO).graph();
    refused(() -> sample(graph, 2, null), "not there yet");
    refused(
        () ->
            farm.project()
                .sample(graph, "ask", new Commands.Sample(1, null, null), "key-of-a-breakpoint"),
        "not a script");
    assertThatThrownBy(
            () -> farm.project().sample(graph, "nobody", new Commands.Sample(1, null, null), "k"))
        .isInstanceOf(ProblemException.class);
    assertThat(farm.project().samples(graph, "test", Paging.FIRST).items()).isEmpty();
  }

  @Test
  void aRerunMayChangeOneAttempt() throws Exception {
    long graph = tested(Outcome.FAILED);
    farm.project()
        .rerunJob(
            graph, "test", false, new Commands.Change(Map.of("SEED", "2", "DEBUG", "1"), null, 90));
    Assignment changed = ends("test", Outcome.FAILED);
    assertThat(changed.definition().text())
        .contains("\"SEED\":\"2\"")
        .contains("\"DEBUG\":\"1\"")
        .contains("\"timeoutSeconds\":90");
    farm.project().rerunJob(graph, "test", false);
    assertThat(ends("test", Outcome.SUCCEEDED).definition().text()).contains("\"SEED\":\"1\"");

    JobDetail job = farm.project().job(graph, "test");
    assertThat(job.attempts().stream().map(AttemptView::changed)).containsExactly(null, true, null);
    assertThat(job.attempts().get(1).definition()).isNotEqualTo(job.view().definition());
    assertThat(job.attempts().get(0).definition()).isEqualTo(job.view().definition());
    assertThat(job.attempts().get(2).definition()).isEqualTo(job.view().definition());
    assertThat(farm.project().graph(graph).revision()).isEqualTo(1);
    refused(
        () ->
            farm.project().rerunJob(graph, "ask", false, new Commands.Change(Map.of(), "x", null)),
        "not a script");
  }

  @Test
  void lostOnesAloneRunAgain() throws Exception {
    long graph =
        farm.submit(
                """
                croft: 1
                name: lossy
                jobs:
                  a: {script: x, retry: {attempts: 1}}
                  b: {script: x, retry: {attempts: 1}}
                """)
            .graph();
    ends("a", Outcome.WORKER_STOPPED);
    ends("b", Outcome.FAILED);
    assertThat(farm.project().graph(graph).count(JobState.FAILED)).isEqualTo(2);
    farm.project().rerunLost(graph);
    assertThat(farm.project().job(graph, "a").view().state()).isEqualTo(JobState.READY);
    assertThat(farm.project().job(graph, "b").view().state()).isEqualTo(JobState.FAILED);
  }
}
