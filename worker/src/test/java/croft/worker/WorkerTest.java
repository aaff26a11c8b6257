package croft.worker;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.json.RawJson;
import croft.protocol.wire.Completion;
import croft.protocol.wire.InputFile;
import croft.protocol.wire.Outcome;
import croft.worker.FakeFarm.FakeJob;
import croft.worker.sandbox.Kind;
import croft.worker.sandbox.Launcher;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker and its farm: what it runs, what it sends, in how many calls. */
class WorkerTest {

  @TempDir Path data;
  private final FakeFarm farm = new FakeFarm();
  private final List<Worker> workers = new ArrayList<>();

  @AfterEach
  void stop() {
    workers.forEach(Worker::close);
  }

  @ParameterizedTest
  @EnumSource
  void aJobIsRunAndReported(Kind kind) throws Exception {
    FakeJob job = farm.submit("echo hello from $CROFT_JOB");
    start(kind);
    Completion completion = job.await();
    assertThat(completion.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(completion.exitCode()).isZero();
    assertThat(job.log()).isEqualTo("hello from job/1\n");
  }

  @Test
  void aSilentJobCostsOneCall() throws Exception {
    start(Kind.NONE);
    farm.awaitCall("claim");
    FakeJob first = farm.submit("true");
    FakeJob second = farm.submit("true");
    first.await();
    second.await();
    farm.await("the last claim", Duration.ofSeconds(5), () -> farm.calls().size() >= 5);
    // The second job came with the first one's completion.
    assertThat(farm.calls()).containsExactly("register", "claim", "complete", "complete", "claim");
  }

  @Test
  void theExitCodeIsReported() throws Exception {
    FakeJob job = farm.submit("echo no >&2; exit 3");
    start(Kind.NONE);
    Completion completion = job.await();
    assertThat(completion.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(completion.exitCode()).isEqualTo(3);
    assertThat(completion.reason()).isNull();
    assertThat(job.log()).isEqualTo("no\n");
  }

  @ParameterizedTest
  @EnumSource
  void theEnvironmentSaysWhoTheJobIs(Kind kind) throws Exception {
    FakeJob job =
        farm.submit(
            """
            echo $CROFT_PROJECT $CROFT_GRAPH $CROFT_JOB $CROFT_ATTEMPT $BASE_URL
            [ "$CROFT_WORK" = "$(pwd)" ] && [ "$HOME" = "$CROFT_WORK" ] && touch "$TMPDIR/x" && echo $LANG
            """);
    start(kind);
    assertThat(job.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(job.log()).isEqualTo("default 1000 job/1 1 http://x\nC.UTF-8\n");
  }

  @ParameterizedTest
  @EnumSource
  void inputsAndFilesAreInPlaceAndCanBeChanged(Kind kind) throws Exception {
    InputFile text = farm.input("a/b.txt", "text", "in/b.txt");
    InputFile program = farm.input("run", "#!/bin/sh\necho ran\n", "run");
    FakeJob job =
        farm.submit(
            FakeFarm.definition("cat in/b.txt; ./run; echo more >> in/b.txt; rm run"),
            List.of(text, program));
    start(kind);
    assertThat(job.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(job.log()).isEqualTo("textran\n");
  }

  @Test
  void anInputIsFetchedOnce() throws Exception {
    InputFile input = farm.input("x", "content", "x");
    FakeJob first = farm.submit(FakeFarm.definition("cat x; echo changed > x"), List.of(input));
    FakeJob second = farm.submit(FakeFarm.definition("cat x"), List.of(input));
    start(Kind.NONE);
    first.await();
    second.await();
    assertThat(second.log()).isEqualTo("content");
    assertThat(farm.calls()).containsOnlyOnce("input x");
  }

  @Test
  void twoInputsForOnePlaceFailTheAttempt() throws Exception {
    FakeJob job =
        farm.submit(
            FakeFarm.definition("true"),
            List.of(farm.input("x", "one", "same"), farm.input("x", "two", "same")));
    start(Kind.NONE);
    Completion completion = job.await();
    assertThat(completion.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(completion.exitCode()).isNull();
    assertThat(completion.reason()).contains("Two inputs want to be same", "maker/1", "maker/2");
    assertThat(job.log()).contains("[croft] Two inputs want to be same");
  }

  @Test
  void anInputThatIsGoneFailsTheAttempt() throws Exception {
    InputFile input = farm.input("x", "one", "x");
    InputFile gone =
        new InputFile(input.job(), input.key(), 7, input.name(), input.size(), "0".repeat(64), "x");
    FakeJob job = farm.submit(FakeFarm.definition("true"), List.of(gone));
    start(Kind.NONE);
    assertThat(job.await().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(job.await().reason()).contains("input x of maker/1");
  }

  @ParameterizedTest
  @EnumSource
  void outputsArtifactsAndReportsAreStored(Kind kind) throws Exception {
    FakeJob job =
        farm.submit(
            FakeFarm.with(
                FakeFarm.definition(
                    """
                    mkdir -p out/deep rep
                    echo jar > out/a.jar; echo deep > out/deep/b.jar; echo page > index.html; : > empty.jar
                    echo '<testsuite><testcase/><testcase><failure/></testcase></testsuite>' > rep/1.xml
                    echo '<testsuite><testcase><skipped/></testcase>' > rep/2.xml
                    """),
                List.of("out/**/*.jar", "empty.jar"),
                List.of("*.html", "missing/*"),
                List.of("rep/*.xml")));
    start(kind);
    Completion completion = job.await();
    assertThat(completion.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(job.artifacts())
        .containsEntry("output:out/a.jar", "jar\n")
        .containsEntry("output:out/deep/b.jar", "deep\n")
        .containsEntry("output:empty.jar", "")
        .containsEntry("artifact:index.html", "page\n")
        .containsKeys("report:rep/1.xml", "report:rep/2.xml")
        .hasSize(6);
    assertThat(completion.tests()).isEqualTo(new croft.protocol.wire.TestCounts(2, 1, 0, 0));
    assertThat(job.log())
        .contains("unreadable report, not counted: rep/2.xml")
        .contains("artifacts: no file matches missing/*");
  }

  @Test
  void aSuccessWithoutItsOutputsIsAFailure() throws Exception {
    FakeJob job =
        farm.submit(
            FakeFarm.with(FakeFarm.definition("true"), List.of("x.jar"), List.of(), List.of()));
    start(Kind.NONE);
    Completion completion = job.await();
    assertThat(completion.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(completion.exitCode()).isZero();
    assertThat(completion.reason()).contains("no file matches its outputs: x.jar");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoRegularFileIsRefused(Kind kind) throws Exception {
    FakeJob job =
        farm.submit(
            FakeFarm.with(
                FakeFarm.definition(
                    """
                    echo good > good.txt
                    ln -s /etc/passwd link.txt
                    ln -s /etc folder
                    ln -s good.txt inside.txt
                    mkfifo pipe.txt
                    ln good.txt hard.txt
                    """),
                List.of("**"),
                List.of("folder/passwd"),
                List.of()));
    start(kind);
    assertThat(job.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(job.artifacts()).containsOnlyKeys("output:good.txt", "output:hard.txt");
    assertThat(job.log())
        .contains("link.txt is a symbolic link")
        .contains("folder is a symbolic link")
        .contains("pipe.txt is a pipe");
  }

  @Test
  void patternsThatLeaveTheWorkFolderAreRefused() throws Exception {
    FakeJob job =
        farm.submit(
            FakeFarm.with(FakeFarm.definition("true"), List.of("../x"), List.of(), List.of()));
    start(Kind.NONE);
    assertThat(job.await().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(job.await().reason()).contains("'../x'", "..");
  }

  @Test
  void aDefinitionThatMakesNoSenseIsRefused() throws Exception {
    FakeJob job = farm.submit(new RawJson("{\"script\":7}"), List.of());
    start(Kind.NONE);
    assertThat(job.await().outcome()).isEqualTo(Outcome.REFUSED);
  }

  @ParameterizedTest
  @EnumSource
  void aJobThatTakesTooLongIsEnded(Kind kind) throws Exception {
    FakeJob job =
        farm.submit(
            FakeFarm.withTimeout(
                FakeFarm.definition(
                    "trap 'echo cleaned; exit 5' TERM; while :; do sleep 0.05; done"),
                1));
    start(kind);
    Completion completion = job.await();
    assertThat(completion.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(completion.exitCode()).isEqualTo(5);
    assertThat(job.log()).contains("cleaned\n").contains("longer than its timeout of 1 s");
  }

  @ParameterizedTest
  @EnumSource
  void aJobThatTrapsSignalsIsKilledAfterTheGrace(Kind kind) throws Exception {
    FakeJob job =
        farm.submit(
            FakeFarm.withTimeout(
                FakeFarm.definition("trap '' TERM INT HUP; while :; do sleep 0.05; done"), 1));
    start(kind);
    Completion completion = job.await();
    assertThat(completion.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(completion.exitCode()).isEqualTo(137);
  }

  @Test
  void usageIsReported() throws Exception {
    FakeJob job = farm.submit("sleep 0.2");
    start(Kind.NONE);
    Completion completion = job.await();
    if (completion.usage() != null) {
      assertThat(completion.usage().wallMs()).isBetween(200L, 5_000L);
      assertThat(completion.usage().maxRssBytes()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAJobKeepsInItsCacheTheNextOneFinds(Kind kind) throws Exception {
    FakeJob first = farm.submit("echo kept > $CROFT_CACHE/x");
    FakeJob second = farm.submit("cat $CROFT_CACHE/x");
    start(kind);
    first.await();
    second.await();
    assertThat(second.log()).isEqualTo("kept\n");
  }

  @ParameterizedTest
  @EnumSource
  void nothingOfAnAttemptStaysOnTheDisk(Kind kind) throws Exception {
    FakeJob job = farm.submit("mkdir -p a/b; touch a/b/c; chmod 0 a; echo done");
    start(kind);
    job.await();
    Path attempts = data.resolve("w/attempts");
    farm.await(
        "an empty folder",
        Duration.ofSeconds(10),
        () -> {
          String[] left = attempts.toFile().list((_, name) -> !name.equals("trial"));
          return left != null && left.length == 0;
        });
  }

  @Test
  void slotsRunAtTheSameTimeAndAreFilledAgain() throws Exception {
    List<FakeJob> jobs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      jobs.add(farm.submit("sleep 0.3"));
    }
    long began = System.nanoTime();
    start(config(4).withJobs(config(4).jobs().withIsolation(WorkerConfig.IsolationChoice.NONE)));
    for (FakeJob job : jobs) {
      assertThat(job.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(900), Duration.ofMillis(3_500));
  }

  @Test
  void theWorkerTellsWhatItHas() throws Exception {
    start(Kind.NONE);
    farm.awaitCall("register");
    var registration = farm.registrations().getFirst();
    assertThat(registration.labels())
        .contains("os=linux", "isolation=none", "jdk=" + Runtime.version().feature());
    assertThat(registration.slots()).isEqualTo(1);
    assertThat(registration.resources().cpus()).isPositive();
    assertThat(registration.resources().memoryBytes()).isGreaterThan(1L << 28);
  }

  @Test
  void aWorkerWithoutSpaceTakesNoJobs() throws Exception {
    FakeFarm busy = new FakeFarm(Duration.ofSeconds(30), Duration.ofMillis(50));
    busy.submit("true");
    workers.add(Worker.start(config(1).withDiskFloor(Long.MAX_VALUE / 2), busy));
    busy.await("ten heartbeats", Duration.ofSeconds(10), () -> busy.beats().size() >= 10);
    assertThat(busy.calls()).doesNotContain("claim");
  }

  private void start(Kind kind) throws IOException {
    if (kind == Kind.BUBBLEWRAP) {
      try (Launcher launcher = new Launcher()) {
        kind.open(launcher, data.resolve("trial")); // skips where it cannot work
      }
    }
    start(
        config(1)
            .withJobs(
                config(1)
                    .jobs()
                    .withIsolation(
                        switch (kind) {
                          case BUBBLEWRAP -> WorkerConfig.IsolationChoice.BUBBLEWRAP;
                          case NONE -> WorkerConfig.IsolationChoice.NONE;
                        })
                    .withGrace(Duration.ofSeconds(1))
                    .withEnvironment(Map.of())));
  }

  private void start(WorkerConfig config) throws IOException {
    workers.add(Worker.start(config, farm));
  }

  private WorkerConfig config(int slots) {
    return WorkerConfig.of(URI.create("http://127.0.0.1:1"), "token", data.resolve("w"), slots)
        .withDiskFloor(1);
  }
}
