package croft.testing.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.Limits;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.Commands.SetStanding;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.Standing;
import croft.server.farm.Dispatch;
import croft.server.farm.Dispatch.StandingSet;
import croft.testing.database.TestDatabase;
import croft.testing.farm.LocalFarm;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that people keep from work is given none, at whichever server it asks. */
class StandingsTest {
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

  private static StandingSet set(LocalFarm farm, Standing standing, boolean requeue) {
    return farm.dispatch()
        .set(LocalFarm.caller("ann"), "w", new SetStanding(standing, "its disk fails", requeue));
  }

  private static void drain(LocalFarm farm) {
    assertThat(set(farm, Standing.DRAINING, false)).isInstanceOf(StandingSet.Done.class);
  }

  private static CompletableFuture<List<Assignment>> asks(LocalFarm.Worker worker) {
    return CompletableFuture.supplyAsync(() -> worker.claim(UUID.randomUUID(), 1, PATIENT));
  }

  @Test
  void asManyAsMayBeAreKeptFromWorkAndOneOfThemMayStillBeChanged() throws Exception {
    one.worker("w");
    database.execute(
        "insert into worker_standing (worker, standing, reason, author, changed_at)"
            + " select 'w' || i, 'draining', 'x', 'ann', farm_clock() from generate_series(2, "
            + Limits.STANDINGS_MAX
            + ") i");
    drain(one);
    assertThat(set(one, Standing.QUARANTINED, false)).isInstanceOf(StandingSet.Done.class);
    set(one, Standing.ACTIVE, false);
    database.execute(
        "insert into worker_standing (worker, standing, reason, author, changed_at)"
            + " values ('last', 'draining', 'x', 'ann', farm_clock())");
    assertThat(set(one, Standing.DRAINING, false)).isInstanceOf(StandingSet.TooMany.class);
  }

  @Test
  void aWorkerThatDrainsFinishesWhatItRunsAndOthersTakeTheRest() {
    LocalFarm.Worker worker = one.worker("w");
    LocalFarm.Worker second = one.worker("second");
    long graph = submit("a: {script: x}\nb: {script: x, needs: [a]}");
    Assignment a = worker.claimOnly("a");

    drain(one);
    assertThat(worker.succeed(a)).isEqualTo(CompletionVerdict.ACCEPTED);
    assertThat(worker.claim(UUID.randomUUID(), 1, Duration.ZERO)).isEmpty();
    assertThat(one.states(graph)).isEqualTo("a=succeeded b=ready");
    second.succeed(second.claimOnly("b"));
    assertThat(one.state(graph)).isEqualTo("succeeded");
  }

  @Test
  void aClaimThatWaitsIsGivenNothingOnceItsWorkerDrainsAndAgainWhenItIsReleased() throws Exception {
    LocalFarm.Worker worker = one.worker("w");
    CompletableFuture<List<Assignment>> waiting = asks(worker);
    one.dispatch().awaitParked(1);
    drain(one);
    long graph = submit("a: {script: x}");
    LocalFarm.Worker second = one.worker("second");
    second.succeed(second.claimOnly("a"));
    assertThat(one.state(graph)).isEqualTo("succeeded");
    assertThat(waiting).isNotDone();

    set(one, Standing.ACTIVE, false);
    submit("b: {script: x}");
    assertThat(waiting.get()).extracting(Assignment::key).containsExactly("b");
  }

  @Test
  void anotherServerThanTheOneThatWasToldGivesItNothingAndAHeartbeatTellsOfTheRelease()
      throws Exception {
    LocalFarm.Worker worker = other.worker("w");
    CompletableFuture<List<Assignment>> waiting = asks(worker);
    other.dispatch().awaitParked(1);
    drain(one);
    long graph = submit("a: {script: x}");
    other.dispatch().refillOnce(graph);
    LocalFarm.Worker second = other.worker("second");
    second.succeed(second.claimOnly("a"));
    assertThat(waiting).isNotDone();

    set(one, Standing.ACTIVE, false);
    long later = submit("b: {script: x}");
    other.dispatch().refillOnce(later);
    assertThat(other.dispatch().heartbeat(worker.session(), List.of()))
        .isInstanceOf(Dispatch.Answer.Given.class);
    assertThat(waiting.get()).extracting(Assignment::key).containsExactly("b");
  }

  @Test
  void aWorkerThatSignsOnAnewIsKeptFromWorkAsBefore() {
    one.worker("w");
    set(one, Standing.QUARANTINED, false);
    LocalFarm.Worker again = one.worker("w");
    submit("a: {script: x}");
    assertThat(again.claim(UUID.randomUUID(), 1, Duration.ofMillis(300))).isEmpty();
  }

  @Test
  void whatAQuarantinedWorkerRunsIsTakenFromItWhenThatIsAskedFor() {
    LocalFarm.Worker worker = one.worker("w");
    long graph = submit("a: {script: x}\nonce: {script: x, retry: {attempts: 1}}");
    List<Assignment> held = worker.claim(2);
    assertThat(held).hasSize(2);

    set(one, Standing.QUARANTINED, true);
    assertThat(one.states(graph)).isEqualTo("a=ready once=failed");
    held.forEach(each -> assertThat(worker.succeed(each)).isEqualTo(CompletionVerdict.CONFLICT));
    LocalFarm.Worker second = one.worker("second");
    assertThat(second.succeed(second.claimOnly("a"))).isEqualTo(CompletionVerdict.ACCEPTED);
  }

  @Test
  void nobodyIsKeptFromWorkWhoWasNeverThere() {
    assertThat(set(one, Standing.DRAINING, false)).isEqualTo(new StandingSet.Unknown());
  }
}
