package croft.testing.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.Outcome;
import croft.server.farm.Dispatch;
import croft.testing.database.TestDatabase;
import croft.testing.farm.LocalFarm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker may speak to any server of the farm, and to another one with its next call. */
class TwoServersTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private TestDatabase database;
  private LocalFarm one;
  private LocalFarm other;

  @BeforeEach
  void start() {
    database = TestDatabase.migrated();
    one = new LocalFarm(database.database());
    other = new LocalFarm(database.database());
  }

  @AfterEach
  void stop() {
    one.close();
    other.close();
    database.close();
  }

  private long submit(String jobs) {
    return one.submit("croft: 1\nname: test\njobs:\n  " + jobs.replace("\n", "\n  ") + "\n");
  }

  @Test
  void aClaimWhoseAnswerWasLostGetsTheSameAtAnotherServerThatKnewTheWorkerBefore()
      throws Exception {
    LocalFarm.Worker atOne = one.worker("w");
    LocalFarm.Worker atOther = other.worker(atOne);
    assertThat(atOne.claim(UUID.randomUUID(), 1, Duration.ZERO)).isEmpty();
    assertThat(atOther.claim(UUID.randomUUID(), 1, Duration.ZERO)).isEmpty();
    submit("a: {script: x}\nb: {script: x}");
    other.dispatch().refillOnce();

    UUID request = UUID.randomUUID();
    List<Assignment> lost = atOne.claim(request, 1, PATIENT);
    assertThat(lost).hasSize(1);
    assertThat(atOther.claim(request, 1, PATIENT)).isEqualTo(lost);
    // And back again, with something that the first server has not heard of.
    UUID next = UUID.randomUUID();
    List<Assignment> second = atOther.claim(next, 1, PATIENT);
    assertThat(second).hasSize(1).doesNotContainAnyElementsOf(lost);
    assertThat(atOne.claim(next, 1, PATIENT)).isEqualTo(second);
  }

  @Test
  void whatAnotherServerGaveAndTheWorkerDoesNotKnowOfIsNotLeftRunning() throws Exception {
    LocalFarm.Worker atOne = one.worker("w");
    LocalFarm.Worker atOther = other.worker(atOne);
    assertThat(atOne.claim(UUID.randomUUID(), 1, Duration.ZERO)).isEmpty();
    long graph = submit("a: {script: x}");
    other.dispatch().refillOnce();
    assertThat(atOther.claim(UUID.randomUUID(), 1, PATIENT)).hasSize(1);
    assertThat(one.states(graph)).isEqualTo("a=running");

    database.execute(
        "update job set claimed_at = farm_clock() - interval '1 hour'",
        "update worker_session set expires_at = farm_clock() + interval '1 hour'");
    // The worker moves on to a third server, which runs for longer than a lease by then.
    LocalFarm third = new LocalFarm(database.database(), SHORT_LEASE);
    try {
      spin(SHORT_LEASE.lease().multipliedBy(2));
      assertThat(third.dispatch().heartbeat(atOne.session(), List.of()))
          .isInstanceOf(Dispatch.Answer.Given.class);
      Instant until = Instant.now().plusSeconds(10);
      while (!one.states(graph).equals("a=ready") && Instant.now().isBefore(until)) {
        Thread.onSpinWait();
      }
      assertThat(one.states(graph)).isEqualTo("a=ready");
    } finally {
      third.close();
    }
  }

  private static final croft.server.dispatch.FarmDispatch.Timing SHORT_LEASE =
      new croft.server.dispatch.FarmDispatch.Timing(SHORT, SHORT.dividedBy(3));

  @Test
  void aClaimOfASessionThatIsOverElsewhereIsGivenNothing() throws Exception {
    LocalFarm.Worker atOne = one.worker("w");
    LocalFarm.Worker atOther = other.worker(atOne);
    CompletableFuture<Dispatch.Answer<List<Assignment>>> waiting =
        CompletableFuture.supplyAsync(
            () ->
                other
                    .dispatch()
                    .claim(atOther.session(), UUID.randomUUID(), 1, Duration.ofSeconds(20)));
    other.dispatch().awaitParked(1);
    assertThat(one.dispatch().signOff(atOne.session())).isEqualTo(Dispatch.SignedOff.DONE);

    long graph = submit("a: {script: x}");
    other.dispatch().refillOnce();
    assertThat(waiting.get()).isInstanceOf(Dispatch.Answer.SessionEnded.class);
    assertThat(one.states(graph)).isEqualTo("a=ready");
    assertThat(one.worker("v").claim(1)).hasSize(1);
  }

  @Test
  void whatAnotherServerGaveAwayIsForgottenWhereNoWorkerAsks() throws Exception {
    for (int time = 0; time < 3; time++) {
      submit("a: {script: x}\nb: {script: x}\nc: {script: x, needs: [a, b]}");
    }
    submit("a: {script: x}\nb: {script: x}");
    one.dispatch().refillOnce();
    assertThat(one.readyCached()).isEqualTo(8);
    other.dispatch().refillOnce();
    LocalFarm.Worker atOther = other.worker("w");
    for (int slots : new int[] {6, 3}) {
      List<Assignment> given = atOther.claim(UUID.randomUUID(), slots, PATIENT);
      assertThat(given).hasSize(slots);
      given.forEach(atOther::succeed);
    }
    List<Assignment> running = atOther.claim(UUID.randomUUID(), 1, PATIENT);

    for (int pass = 0; pass < 3; pass++) {
      one.dispatch().refillOnce();
    }
    assertThat(one.readyCached()).isEqualTo(1);
    assertThat(one.worker("v").claim(UUID.randomUUID(), 9, PATIENT))
        .hasSize(1)
        .doesNotContainAnyElementsOf(running);
  }

  /** The heartbeat was sent before the second answer came. */
  @Test
  void aHeartbeatThatCrossesTheRepeatedAnswerTakesNothingAway() {
    Duration lease = Duration.ofSeconds(2);
    long graph = submit("a: {script: x}");
    try (LocalFarm farm =
        new LocalFarm(
            database.database(),
            new croft.server.dispatch.FarmDispatch.Timing(lease, lease.dividedBy(3)))) {
      LocalFarm.Worker worker = farm.worker("w");
      UUID request = UUID.randomUUID();
      List<Assignment> given = List.of();
      for (int time = 0; time < 50 && given.isEmpty(); time++) {
        farm.dispatch().refillOnce();
        given = worker.claim(request, 1, SHORT);
      }
      spin(lease.multipliedBy(2).dividedBy(3));
      assertThat(farm.dispatch().heartbeat(worker.session(), List.of())).isNotNull();
      spin(lease.dividedBy(2));
      assertThat(worker.claim(request, 1, PATIENT)).isEqualTo(given).hasSize(1);
      assertThat(farm.dispatch().heartbeat(worker.session(), List.of())).isNotNull();
      spin(SHORT);
      assertThat(one.states(graph)).isEqualTo("a=running");
      assertThat(worker.succeed(given.getFirst())).isEqualTo(CompletionVerdict.ACCEPTED);
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The first call's connection broke; its claim still waits at the server. */
  @Test
  void aRepeatedReportGetsWhatTheFirstOneWaitsFor()
      throws InterruptedException, ExecutionException {
    submit("a: {script: x}");
    LocalFarm.Worker worker = one.worker("w");
    Assignment a = worker.claimOnly("a");
    Completion end =
        new Completion(
            a.graph(), a.job(), a.attempt(), a.nonce(), Outcome.SUCCEEDED, 0, null, null, null);
    CompletionsRequest.Claim next = new CompletionsRequest.Claim(UUID.randomUUID(), 1, 20_000);
    CompletableFuture<CompletionsResponse> first =
        CompletableFuture.supplyAsync(() -> complete(worker, end, next));
    one.dispatch().awaitParked(1);
    CompletableFuture<CompletionsResponse> repeat =
        CompletableFuture.supplyAsync(() -> complete(worker, end, next));
    spin(SHORT);
    submit("b: {script: x}\nc: {script: x}");
    assertThat(first.get().attempts()).hasSize(1).isEqualTo(repeat.get().attempts());
    assertThat(repeat.get().results())
        .extracting(result -> result.result())
        .containsExactly(CompletionVerdict.REPEATED);
  }

  private static void spin(Duration time) {
    Instant until = Instant.now().plus(time);
    while (Instant.now().isBefore(until)) {
      Thread.onSpinWait();
    }
  }

  private CompletionsResponse complete(
      LocalFarm.Worker worker, Completion end, CompletionsRequest.Claim next) {
    return switch (one.dispatch().complete(worker.session(), List.of(end), next)) {
      case Dispatch.Answer.Given<CompletionsResponse>(CompletionsResponse response) -> response;
      case Dispatch.Answer.SessionEnded<CompletionsResponse>() -> throw new AssertionError("over");
    };
  }
}
