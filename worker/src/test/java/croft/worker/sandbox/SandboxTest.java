package croft.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every way of sandbox does, with or without isolation. */
class SandboxTest {

  @TempDir Path data;
  private final Launcher launcher = new Launcher();

  @AfterEach
  void stop() {
    launcher.close();
  }

  @ParameterizedTest
  @EnumSource
  void theExitCodeIsTheScripts(Way way) throws Exception {
    assertThat(run(way, "echo out; echo err >&2; exit 7").exitCode()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource
  void theScriptStopsAtTheFirstCommandThatFails(Way way) throws Exception {
    Job job = run(way, "echo one\nfalse\necho two");
    assertThat(job.exitCode()).isEqualTo(1);
    assertThat(job.output()).isEqualTo("one\n");
  }

  @ParameterizedTest
  @EnumSource
  void aScriptMayNameItsOwnInterpreter(Way way) throws Exception {
    Job job = run(way, "#!/usr/bin/awk -f\nBEGIN { print 6 * 7; exit 3 }\n");
    assertThat(job.exitCode()).isEqualTo(3);
    assertThat(job.output()).isEqualTo("42\n");
  }

  @ParameterizedTest
  @EnumSource
  void outputAndErrorAreOneStreamInOrder(Way way) throws Exception {
    Job job = run(way, "for i in 1 2 3; do echo o$i; echo e$i >&2; done");
    job.exitCode();
    assertThat(job.output()).isEqualTo("o1\ne1\no2\ne2\no3\ne3\n");
  }

  @ParameterizedTest
  @EnumSource
  void theEnvironmentIsWhatWasGivenAndNothingOfTheWorkers(Way way) throws Exception {
    Job job =
        Job.start(
            way.open(launcher, data),
            data.resolve("job"),
            "env | grep -v -e ^PWD= -e ^CROFT_CELL= | sort",
            Map.of("A", "it's \"$HOME\"\n`x`", "LD_PRELOAD", ""),
            JobLimits.withMemory(1L << 30));
    job.exitCode();
    assertThat(job.output())
        .isEqualTo(
            "A=it's \"$HOME\"\nLD_PRELOAD=\nPATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin\n`x`\n");
  }

  @ParameterizedTest
  @EnumSource
  void thereIsNothingToReadAndNoTerminal(Way way) throws Exception {
    Job job = run(way, "cat; ! [ -t 0 ]; ! (: </dev/tty) 2>/dev/null; echo done");
    assertThat(job.exitCode()).isZero();
    assertThat(job.output()).isEqualTo("done\n");
  }

  @ParameterizedTest
  @EnumSource
  void noDescriptorOfTheWorkerReachesTheJob(Way way) throws Exception {
    Job job = run(way, "for n in 3 4 5 6 7 8 9; do ! { : >&$n; } 2>/dev/null || echo $n; done");
    job.exitCode();
    assertThat(job.output()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void processorTimeAndMemoryAreCounted(Way way) throws Exception {
    Job job =
        run(way, "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; head -c 80m /dev/zero | tail");
    assertThat(job.process().await())
        .isInstanceOfSatisfying(
            Exit.Ran.class,
            ran -> {
              assertThat(ran.usage().cpuMs()).isPresent();
              assertThat(ran.usage().cpuMs().getAsLong()).isBetween(50L, 20_000L);
              if (Tools.find("time").isPresent()) {
                assertThat(ran.usage().maxRssBytes().getAsLong()).isBetween(80L << 20, 300L << 20);
              } else {
                assertThat(ran.usage().maxRssBytes()).isEmpty();
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void terminateLetsTheScriptCleanUp(Way way) throws Exception {
    Job job = run(way, "trap 'echo cleaned; exit 9' TERM; echo up; while :; do sleep 0.05; done");
    job.awaitOutput("up").process().terminate();
    assertThat(job.exitCode()).isEqualTo(9);
    assertThat(job.output()).endsWith("cleaned\n");
  }

  @ParameterizedTest
  @EnumSource
  void killEndsAJobThatTrapsAllSignals(Way way) throws Exception {
    Job job =
        run(
            way,
            "trap '' HUP INT QUIT TERM USR1 USR2 ALRM PIPE; echo up; while :; do sleep 0.05; done");
    job.awaitOutput("up").process().terminate();
    assertThat(job.process().awaitCommand(300, TimeUnit.MILLISECONDS)).isFalse();
    long began = System.nanoTime();
    job.process().kill();
    assertThat(job.exitCode()).isEqualTo(137);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @EnumSource
  void daemonsThatLeftTheSessionEndWithTheJob(Way way) throws Exception {
    String mark = "croft-" + UUID.randomUUID();
    Job job =
        run(
            way,
            """
            for i in 1 2 3; do
              setsid sh -c 'trap "" TERM HUP; while :; do sleep 0.1; done' %s >/dev/null 2>&1 </dev/null &
            done
            (setsid sh -c 'while :; do sleep 0.1; done' %s &)
            echo left
            """
                .formatted(mark, mark));
    assertThat(job.exitCode()).isZero();
    assertThat(Processes.with(mark)).isEmpty();
    assertThat(job.output()).isEqualTo("left\n");
  }

  @ParameterizedTest
  @EnumSource
  void killEndsDaemonsToo(Way way) throws Exception {
    String mark = "croft-" + UUID.randomUUID();
    Job job =
        run(
            way,
            "setsid sh -c 'trap \"\" TERM; while :; do sleep 0.1; done' %s & echo up; sleep 100"
                .formatted(mark));
    job.awaitOutput("up").process().kill();
    assertThat(job.exitCode()).isEqualTo(137);
    assertThat(Processes.with(mark)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aFileCannotGrowPastItsLimit(Way way) throws Exception {
    Job job =
        Job.start(
            way.open(launcher, data),
            data.resolve("job"),
            "head -c 2m /dev/zero > big",
            Map.of(),
            new JobLimits(1L << 30, 500, 100, 1 << 20, 1 << 20, 1 << 20));
    assertThat(job.exitCode()).isNotZero();
    assertThat(Files.size(job.work().resolve("big"))).isEqualTo(1 << 20);
  }

  @ParameterizedTest
  @EnumSource
  void aMemoryHogFailsAlone(Way way) throws Exception {
    Job job =
        Job.start(
            way.open(launcher, data),
            data.resolve("job"),
            "head -c 600m /dev/zero | tail",
            Map.of(),
            JobLimits.withMemory(300L << 20));
    assertThat(job.exitCode()).isNotZero();
    assertThat(job.output()).contains("exhausted");
  }

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  void aJobStartedFromAThreadThatEndsRunsOn(Way way) throws Exception {
    Sandbox sandbox = way.open(launcher, data);
    List<Job> started = new java.util.ArrayList<>();
    Thread starter =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    started.add(Job.start(sandbox, data.resolve("job"), "sleep 90; echo whole"));
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
    starter.join();
    assertThat(started.getFirst().exitCode()).isZero();
    assertThat(started.getFirst().output()).isEqualTo("whole\n");
  }

  private Job run(Way way, String script) throws IOException {
    return Job.start(way.open(launcher, data), data.resolve("job"), script);
  }
}
