package croft.worker;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.wire.Completion;
import croft.protocol.wire.InputFile;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.TestCounts;
import croft.worker.FakeFarm.FakeJob;
import croft.worker.WorkerConfig.IsolationChoice;
import croft.worker.sandbox.Kind;
import croft.worker.sandbox.Launcher;
import croft.worker.sandbox.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker process that is killed, stopped and told to end, and a farm over HTTP. */
@Tag("slow")
class WorkerProcessTest {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(1);

  @TempDir Path data;
  private FakeFarm farm = new FakeFarm();
  private final String mark = "croft-" + UUID.randomUUID();
  private @Nullable FakeFarmServer server;
  private @Nullable Process process;

  @BeforeEach
  void open() throws IOException {
    server = new FakeFarmServer(farm);
  }

  /** Only for tests of its end: on a busy machine a short lease ends under a job by itself. */
  private void shortenLease() throws IOException {
    stopServer();
    farm = new FakeFarm(LEASE, Duration.ofSeconds(1));
    open();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
    stopServer();
  }

  private void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  private String endless() {
    return "setsid sh -c 'trap \"\" TERM HUP; while :; do sleep 0.05; done' "
        + mark
        + " & echo up; exec sh -c 'trap \"\" TERM; while :; do sleep 0.05; done' "
        + mark;
  }

  @Test
  void everythingWorksOverHttp() throws Exception {
    InputFile input = farm.input("a b/ü.txt", "input\n", "in/ü.txt");
    FakeJob job =
        farm.submit(
            FakeFarm.with(
                FakeFarm.definition(
                    "cat in/*.txt; echo out > 'o ü.txt'; echo '<testsuite><testcase/></testsuite>' > r.xml"),
                List.of("*.txt"),
                List.of(),
                List.of("r.xml")),
            List.of(input));
    start(IsolationChoice.NONE);
    Completion completion = job.await();
    assertThat(completion.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(completion.tests()).isEqualTo(new TestCounts(1, 0, 0, 0));
    assertThat(job.log()).isEqualTo("input\n");
    assertThat(job.artifacts()).containsEntry("output:o ü.txt", "out\n");
  }

  @ParameterizedTest
  @EnumSource
  void aKilledWorkerLeavesNoProcess(Kind kind) throws Exception {
    FakeJob job = farm.submit(endless());
    Process worker = start(choice(kind));
    job.awaitLog("up");
    // The daemon that it made, which left its session, and what became of the script itself.
    farm.await("both", Duration.ofSeconds(30), () -> Processes.with(mark).size() >= 2);
    worker.destroyForcibly().waitFor();
    farm.await("the end of its processes", GONE_WITHIN, () -> Processes.with(mark).isEmpty());
  }

  @Test
  void aStoppedWorkerKillsItsJobWhenItGoesOn() throws Exception {
    shortenLease();
    FakeJob job = farm.submit(endless());
    Process worker = start(IsolationChoice.NONE);
    job.awaitLog("up");
    signal("STOP", worker);
    farm.await("the lease's end", LEASE.multipliedBy(3), () -> sinceBeat() > LEASE.toMillis());
    farm.endSession();
    signal("CONT", worker);
    farm.await(
        "the end of its processes", Duration.ofSeconds(3), () -> Processes.with(mark).isEmpty());
    assertThat(farm.submit("true").await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(job.isCompleted()).isFalse();
  }

  @Test
  void termLetsTheJobEnd() throws Exception {
    Path go = data.resolve("go");
    FakeJob job = farm.submit("echo up; until [ -e %s ]; do sleep 0.05; done".formatted(go));
    Process worker = start(IsolationChoice.NONE);
    job.awaitLog("up");
    signal("TERM", worker);
    assertThat(worker.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    java.nio.file.Files.createFile(go);
    assertThat(job.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(worker.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(worker.exitValue()).isZero();
  }

  @Test
  void termTwiceEndsTheJob() throws Exception {
    FakeJob job = farm.submit(endless());
    Process worker = start(IsolationChoice.NONE);
    job.awaitLog("up");
    signal("TERM", worker);
    assertThat(worker.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    signal("TERM", worker);
    assertThat(job.await().outcome()).isEqualTo(Outcome.WORKER_STOPPED);
    assertThat(worker.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Processes.with(mark)).isEmpty();
  }

  private long sinceBeat() {
    List<Long> beats = farm.beats();
    return beats.isEmpty()
        ? Long.MAX_VALUE
        : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beats.getLast());
  }

  private IsolationChoice choice(Kind kind) throws IOException {
    try (Launcher launcher = new Launcher()) {
      return switch (kind) {
        case NONE -> IsolationChoice.NONE;
        case BUBBLEWRAP -> {
          kind.open(launcher, data.resolve("trial")); // skips where it cannot work
          yield IsolationChoice.BUBBLEWRAP;
        }
      };
    }
  }

  private Process start(IsolationChoice isolation) throws IOException {
    if (server == null) {
      throw new IllegalStateException("no server");
    }
    process = WorkerProcess.start(server.uri(), data.resolve("w"), isolation);
    return process;
  }

  private static void signal(String name, Process to) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + to.pid()).start().waitFor();
  }
}
