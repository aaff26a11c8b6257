package croft.worker;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.wire.Completion;
import croft.protocol.wire.Outcome;
import croft.worker.FakeFarm.FakeJob;
import croft.worker.WorkerConfig.IsolationChoice;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the farm is away, when it takes things back, and when the worker ends. */
class WorkerLossTest {

  @TempDir Path data;
  private final FakeFarm farm = new FakeFarm(Duration.ofSeconds(30), Duration.ofMillis(100));
  private final FakeFarm strict = new FakeFarm(Duration.ofSeconds(5), Duration.ofMillis(300));
  private final String mark = "croft-" + UUID.randomUUID();
  private final List<Worker> workers = new ArrayList<>();

  @AfterEach
  void stop() {
    farm.setAway(false);
    strict.setAway(false);
    farm.setUploadsHang(false);
    strict.setUploadsHang(false);
    workers.forEach(Worker::close);
  }

  /** Runs until it is killed, and can be found. */
  private String endless() {
    return "echo up; exec sh -c 'trap \"\" TERM; while :; do sleep 0.05; done' " + mark;
  }

  @Test
  void aCancelledJobMayCleanUpAndIsReported() throws Exception {
    FakeJob job =
        farm.submit("trap 'echo cleaned; exit 7' TERM; echo up; while :; do sleep 0.05; done");
    start(farm);
    job.awaitLog("up").cancel();
    Completion completion = job.await();
    assertThat(completion.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(completion.exitCode()).isEqualTo(7);
    assertThat(job.log()).startsWith("up\n").endsWith("cleaned\n");
  }

  @Test
  void aCancelledJobThatTrapsSignalsIsKilled() throws Exception {
    FakeJob job = farm.submit(endless());
    start(farm);
    job.awaitLog("up").cancel();
    assertThat(job.await().outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(processes()).isEmpty();
  }

  @Test
  void whatTheFarmGaveUpIsKilledAndNotReported() throws Exception {
    FakeJob job = farm.submit(endless());
    start(farm);
    job.awaitLog("up").giveUp();
    farm.await("the end of its processes", Duration.ofSeconds(5), () -> processes().isEmpty());
    FakeJob next = farm.submit("true");
    next.await();
    assertThat(job.isCompleted()).isFalse();
  }

  @Test
  void theWorkerKillsItsJobsBeforeItsLeaseEnds() throws Exception {
    FakeJob job = strict.submit(endless());
    start(strict);
    job.awaitLog("up");
    long away = System.nanoTime();
    strict.setAway(true);
    strict.await("the end of its processes", Duration.ofSeconds(6), () -> processes().isEmpty());
    // The lease began with the registration if no heartbeat came before the farm went away.
    long lastBeat = strict.beats().isEmpty() ? away : strict.beats().getLast();
    assertThat(Duration.ofNanos(System.nanoTime() - lastBeat)).isLessThan(Duration.ofSeconds(5));
    assertThat(Duration.ofNanos(System.nanoTime() - away)).isGreaterThan(Duration.ofSeconds(2));
    strict.setAway(false);
    strict.submit("true").await();
    assertThat(job.isCompleted()).isFalse();
  }

  @Test
  void aSessionThatEndedIsFollowedByANewOne() throws Exception {
    FakeJob job = farm.submit(endless());
    start(farm);
    job.awaitLog("up");
    farm.endSession();
    FakeJob next = farm.submit("true");
    assertThat(next.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(processes()).isEmpty();
    assertThat(job.isCompleted()).isFalse();
    assertThat(farm.registrations()).hasSize(2);
  }

  @Test
  void aJobRunsOnWhileTheFarmIsAwayAndItsResultWaits() throws Exception {
    Path go = data.resolve("go");
    FakeJob job =
        farm.submit(
            FakeFarm.with(
                FakeFarm.definition(
                    "echo one; until [ -e %s ]; do sleep 0.02; done; echo two; echo x > out"
                        .formatted(go)),
                List.of("out"),
                List.of(),
                List.of()));
    start(farm);
    job.awaitLog("one");
    farm.setAway(true);
    java.nio.file.Files.createFile(go);
    farm.clearCalls();
    farm.await(
        "tries",
        Duration.ofSeconds(10),
        () -> farm.calls().contains("put out") && farm.calls().contains("log"));
    farm.setAway(false);
    assertThat(job.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(job.log()).isEqualTo("one\ntwo\n");
    assertThat(job.artifacts()).containsEntry("output:out", "x\n");
    assertThat(farm.registrations()).hasSize(1);
  }

  @Test
  void aResultOutlivesItsWorker() throws Exception {
    Path go = data.resolve("go");
    FakeJob job = farm.submit("until [ -e %s ]; do sleep 0.02; done".formatted(go));
    Worker first = start(farm);
    farm.await("the claim", Duration.ofSeconds(10), () -> first.running() == 1);
    farm.setAway(true);
    java.nio.file.Files.createFile(go);
    farm.awaitCall("complete");
    first.close();
    assertThat(job.isCompleted()).isFalse();
    farm.setAway(false);
    start(farm);
    assertThat(job.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void anUploadIsCutWhenTheLeaseIsOver() throws Exception {
    FakeJob job =
        strict.submit(
            FakeFarm.with(
                FakeFarm.definition("head -c 1000000 /dev/zero > big"),
                List.of("big"),
                List.of(),
                List.of()));
    start(strict);
    strict.setUploadsHang(true);
    strict.awaitCall("half of big");
    strict.setAway(true);
    long lastBeat = strict.beats().isEmpty() ? System.nanoTime() : strict.beats().getLast();
    strict.await(
        "the end of the lease",
        Duration.ofSeconds(8),
        () -> System.nanoTime() - lastBeat > Duration.ofMillis(5_200).toNanos());
    strict.setUploadsHang(false);
    strict.endSession();
    strict.setAway(false);
    strict.submit("true").await();
    assertThat(job.artifacts()).isEmpty();
    assertThat(job.isCompleted()).isFalse();
  }

  @Test
  void stoppingLetsJobsEndAndSignsOff() throws Exception {
    Path go = data.resolve("go");
    FakeJob job =
        farm.submit("echo up; until [ -e %s ]; do sleep 0.02; done; echo end".formatted(go));
    Worker worker = start(farm);
    job.awaitLog("up");
    worker.stop();
    FakeJob next = farm.submit("true");
    java.nio.file.Files.createFile(go);
    worker.awaitEnd();
    assertThat(job.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(next.isCompleted()).isFalse();
    assertThat(farm.calls()).endsWith("signOff");
  }

  @Test
  void stoppingTwiceEndsJobsAtOnceAndSaysSo() throws Exception {
    FakeJob job = farm.submit(endless());
    Worker worker = start(farm);
    job.awaitLog("up");
    worker.stop();
    worker.stop();
    worker.awaitEnd();
    assertThat(job.await().outcome()).isEqualTo(Outcome.WORKER_STOPPED);
    assertThat(processes()).isEmpty();
    assertThat(farm.calls()).endsWith("signOff");
  }

  @Test
  void drainingHasAnEnd() throws Exception {
    FakeJob job = farm.submit(endless());
    Worker worker = start(farm);
    job.awaitLog("up");
    worker.stop();
    worker.awaitEnd();
    assertThat(job.await().outcome()).isEqualTo(Outcome.WORKER_STOPPED);
  }

  @Test
  void aNewAttemptIsListedSoonAndThenAtTheUsualPace() throws Exception {
    FakeFarm slow = new FakeFarm(Duration.ofSeconds(30), Duration.ofSeconds(20));
    FakeJob job = slow.submit(endless());
    start(slow);
    job.awaitLog("up");
    slow.await("a heartbeat", Duration.ofSeconds(4), () -> !slow.beats().isEmpty());
    job.cancel();
    assertThat(slow.beats()).hasSize(1);
  }

  @Test
  void heartbeatsFollowThePaceThatTheFarmSaysInItsAnswers() throws Exception {
    FakeFarm slow = new FakeFarm(Duration.ofSeconds(30), Duration.ofSeconds(20));
    slow.setHeartbeat(Duration.ofMillis(50));
    FakeJob job = slow.submit(endless());
    start(slow);
    job.awaitLog("up");
    slow.await("many heartbeats", Duration.ofSeconds(10), () -> slow.beats().size() > 10);
    job.cancel();
    assertThat(job.await().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void twoWorkersCannotShareAFolder() throws Exception {
    start(farm);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> start(farm))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("folder of its own");
  }

  private List<Long> processes() {
    return croft.worker.sandbox.Processes.with(mark);
  }

  private Worker start(FakeFarm on) throws IOException {
    WorkerConfig config =
        WorkerConfig.of(URI.create("http://127.0.0.1:1"), "token", data.resolve("w"), 1);
    Worker worker =
        Worker.start(
            config
                .withDiskFloor(1)
                .withDrain(Duration.ofMillis(700))
                .withJobs(
                    config
                        .jobs()
                        .withIsolation(IsolationChoice.NONE)
                        .withGrace(Duration.ofMillis(300))),
            on);
    workers.add(worker);
    return worker;
  }
}
