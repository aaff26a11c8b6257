package croft.testing.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.Outcome;
import croft.server.farm.GraphCommands.Command;
import croft.server.farm.Submissions;
import croft.testing.database.TestDatabase;
import croft.testing.farm.LocalFarm;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private static TestDatabase database;
  private static LocalFarm farm;
  private static int workers;

  @BeforeAll
  static void start() {
    database = TestDatabase.migrated();
    farm = new LocalFarm(database.database());
  }

  @AfterAll
  static void stop() {
    farm.close();
    database.close();
  }

  private static LocalFarm.Worker worker() {
    return farm.worker("worker-" + ++workers);
  }

  private static String graph(String jobs) {
    return "croft: 1\nname: test\njobs:\n  " + jobs.replace("\n", "\n  ") + "\n";
  }

  @Test
  void aChainRunsToItsEnd() {
    long graph =
        farm.submit(
            graph("a: {script: x}\nb: {needs: [a], script: x}\nc: {needs: [b], script: x}"));
    assertThat(farm.states(graph)).isEqualTo("a=ready b=blocked c=blocked");
    LocalFarm.Worker worker = worker();
    worker.succeed(worker.claimOnly("a"));
    worker.succeed(worker.claimOnly("b"));
    assertThat(farm.states(graph)).isEqualTo("a=succeeded b=succeeded c=ready");
    worker.succeed(worker.claimOnly("c"));
    assertThat(farm.states(graph)).isEqualTo("a=succeeded b=succeeded c=succeeded");
    assertThat(farm.state(graph)).isEqualTo("succeeded");
  }

  @Test
  void aReleasedJobIsClaimedThoughNoJobBeforeItRequiredTheSame() {
    LocalFarm.Worker elsewhere = farm.worker("elsewhere", "never-asked-for-before");
    farm.submit(graph("a: {script: x}\nb: {needs: [a], pool: never-asked-for-before, script: x}"));
    LocalFarm.Worker worker = worker();
    worker.succeed(worker.claimOnly("a"));
    elsewhere.succeed(elsewhere.claimOnly("b"));
  }

  @Test
  void aFailureSkipsWhatNeedsItAndFinalizersStillRun() {
    long graph =
        farm.submit(
            graph(
                """
                a: {script: x}
                b: {needs: [a], script: x}
                c: {needs: [b], script: x}
                f: {finally: true, script: x}"""));
    LocalFarm.Worker worker = worker();
    worker.fail(worker.claimOnly("a"), 3);
    assertThat(farm.states(graph)).isEqualTo("a=failed b=skipped c=skipped f=ready");
    assertThat(farm.state(graph)).isEqualTo("running");
    worker.succeed(worker.claimOnly("f"));
    assertThat(farm.state(graph)).isEqualTo("failed");
  }

  @Test
  void aJoinReleasesWhenEnoughMembersSucceeded() {
    long graph =
        farm.submit(
            graph(
                """
                a: {script: x}
                b: {script: x}
                c: {script: x}
                d: {needs: [{atLeast: 2, of: [a, b, c]}], script: x}"""));
    LocalFarm.Worker worker = worker();
    List<Assignment> three = worker.claim(3);
    assertThat(three).hasSize(3);
    worker.succeed(three.get(0));
    worker.fail(three.get(1), 1);
    assertThat(farm.states(graph)).contains("d=blocked");
    worker.succeed(three.get(2));
    assertThat(farm.states(graph)).contains("d=ready");
    worker.succeed(worker.claimOnly("d"));
    assertThat(farm.state(graph)).isEqualTo("failed");
  }

  @Test
  void theSameReportTwiceIsRepeatedAndAnotherIsAConflict() {
    farm.submit(graph("a: {script: x}"));
    LocalFarm.Worker worker = worker();
    Assignment a = worker.claimOnly("a");
    assertThat(worker.succeed(a)).isEqualTo(CompletionVerdict.ACCEPTED);
    assertThat(worker.succeed(a)).isEqualTo(CompletionVerdict.REPEATED);
    assertThat(worker.fail(a, 1)).isEqualTo(CompletionVerdict.CONFLICT);
  }

  @Test
  void aWrongNonceIsStaleAndChangesNothing() {
    long graph = farm.submit(graph("a: {script: x}"));
    LocalFarm.Worker worker = worker();
    Assignment a = worker.claimOnly("a");
    Assignment forged =
        new Assignment(
            a.graph(),
            a.job(),
            a.key(),
            a.project(),
            a.attempt(),
            UUID.randomUUID(),
            a.revision(),
            a.definition(),
            a.parameters(),
            a.inputs());
    assertThat(worker.succeed(forged)).isEqualTo(CompletionVerdict.STALE);
    assertThat(farm.states(graph)).isEqualTo("a=running");
    worker.succeed(a);
  }

  @Test
  void aRepeatedClaimGetsTheSameAttempts() {
    farm.submit(graph("a: {script: x}\nb: {script: x}"));
    LocalFarm.Worker worker = worker();
    UUID request = UUID.randomUUID();
    List<Assignment> first = worker.claim(request, 1, Duration.ofSeconds(5));
    assertThat(worker.claim(request, 1, Duration.ofSeconds(5))).isEqualTo(first);
    worker.succeed(first.getFirst());
    worker.succeed(worker.claim(1).getFirst());
  }

  @Test
  void whatAnOrderlyWorkerLeavesIsReadyAgain() {
    long graph = farm.submit(graph("a: {script: x}"));
    LocalFarm.Worker leaving = worker();
    Assignment a = leaving.claimOnly("a");
    farm.dispatch().signOff(leaving.session());
    assertThat(farm.states(graph)).isEqualTo("a=ready");
    assertThat(leaving.succeed(a)).isEqualTo(CompletionVerdict.STALE);
    LocalFarm.Worker other = worker();
    Assignment again = other.claimOnly("a");
    assertThat(again.attempt()).isEqualTo(2);
    other.succeed(again);
    assertThat(farm.state(graph)).isEqualTo("succeeded");
  }

  @Test
  void aClaimThatWaitsIsGivenNothingWhenItsWorkerRegistersAnew() throws Exception {
    LocalFarm.Worker before = farm.worker("same-name");
    var waiting =
        java.util.concurrent.CompletableFuture.supplyAsync(
            () -> before.claim(UUID.randomUUID(), 1, Duration.ofSeconds(20)));
    farm.dispatch().awaitParked(1);
    LocalFarm.Worker after = farm.worker("same-name");
    assertThat(waiting.get(5, java.util.concurrent.TimeUnit.SECONDS)).isEmpty();
    long graph = farm.submit(graph("a: {script: x}"));
    after.succeed(after.claimOnly("a"));
    assertThat(farm.state(graph)).isEqualTo("succeeded");
  }

  @Test
  void aJobThatLosesThreeWorkersIsPoisoned() {
    long graph = farm.submit(graph("a: {script: x}"));
    for (int time = 1; time <= 3; time++) {
      LocalFarm.Worker worker = worker();
      worker.claimOnly("a");
      farm.dispatch().signOff(worker.session());
    }
    assertThat(farm.states(graph)).isEqualTo("a=failed");
  }

  @Test
  void aRunningJobThatIsCancelledEndsAsCancelled() {
    long graph = farm.submit(graph("a: {script: x}\nb: {needs: [a], script: x}"));
    LocalFarm.Worker worker = worker();
    Assignment a = worker.claimOnly("a");
    farm.command(graph, new Command.CancelGraph("enough"));
    assertThat(farm.states(graph)).isEqualTo("a=running b=cancelled");
    worker.report(a, Outcome.CANCELLED, null);
    assertThat(farm.states(graph)).isEqualTo("a=cancelled b=cancelled");
    assertThat(farm.state(graph)).isEqualTo("cancelled");
  }

  @Test
  void aRerunReopensTheGraph() {
    long graph = farm.submit(graph("a: {script: x}\nb: {needs: [a], script: x}"));
    LocalFarm.Worker worker = worker();
    worker.fail(worker.claimOnly("a"), 1);
    assertThat(farm.state(graph)).isEqualTo("failed");
    farm.command(graph, new Command.RerunFailed());
    assertThat(farm.states(graph)).isEqualTo("a=ready b=blocked");
    assertThat(farm.state(graph)).isEqualTo("running");
    worker.succeed(worker.claimOnly("a"));
    worker.succeed(worker.claimOnly("b"));
    assertThat(farm.state(graph)).isEqualTo("succeeded");
  }

  @Test
  void nothingOfAPausedGraphIsClaimed() {
    long graph = farm.submit(graph("a: {script: x}"));
    farm.command(graph, new Command.Pause());
    LocalFarm.Worker worker = worker();
    assertThat(worker.claim(UUID.randomUUID(), 1, Duration.ofMillis(300))).isEmpty();
    farm.command(graph, new Command.Resume());
    worker.succeed(worker.claimOnly("a"));
  }

  @Test
  void aFailureThatManyFollowIsCountedInItsOwnTransaction() {
    StringBuilder jobs = new StringBuilder("a: {script: x}");
    for (int job = 0; job < 1_500; job++) {
      jobs.append("\nb").append(job).append(": {needs: [a], script: x}");
    }
    long graph = farm.submit(graph(jobs.toString()));
    LocalFarm.Worker worker = worker();
    worker.fail(worker.claimOnly("a"), 1);
    assertThat(farm.state(graph)).isEqualTo("failed");
    assertThat(farm.states(graph)).contains("b1499=skipped");
  }

  @Test
  void theSameIdempotencyKeyMakesOneGraph() {
    String file = graph("a: {script: x, active: false}");
    var first = (Submissions.Submitted.Stored) farm.trySubmit(file, "key-1");
    var second = (Submissions.Submitted.Stored) farm.trySubmit(file, "key-1");
    assertThat(second.graph()).isEqualTo(first.graph());
    assertThat(second.repeated()).isTrue();
    assertThat(farm.trySubmit(graph("b: {script: x, active: false}"), "key-1"))
        .isInstanceOf(Submissions.Submitted.Refused.class);
  }

  @Test
  void aCycleIsRefusedAndNamed() {
    var refused =
        (Submissions.Submitted.Refused)
            farm.trySubmit(graph("a: {needs: [b], script: x}\nb: {needs: [a], script: x}"), null);
    assertThat(refused.problem().text()).contains("a").contains("b").contains("cycle");
  }
}
