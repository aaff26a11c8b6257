package croft.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only isolation can promise. Skipped, with the reason, where bubblewrap cannot work. */
class BubblewrapTest {

  @TempDir Path data;
  private final Launcher launcher = new Launcher();

  @AfterEach
  void stop() {
    launcher.close();
  }

  @Test
  void theJobSeesOnlyItsOwnProcesses() throws Exception {
    Job job = run("ls /proc | grep -c '^[0-9]'; cat /proc/sys/kernel/hostname");
    job.exitCode();
    assertThat(job.output()).matches("[2345]\ncroft-job\n");
  }

  @Test
  void onlyTheWorkFolderAndTemporaryFoldersCanBeWritten() throws Exception {
    Job job =
        run(
            """
            touch in-work /cache/kept /tmp/a /var/tmp/b /dev/shm/c && echo ok
            for f in / /usr /etc /dev /croft /var /run /proc /root /home; do
              ! touch $f/x 2>/dev/null || echo "could write $f"
            done
            """);
    assertThat(job.exitCode()).isZero();
    assertThat(job.output()).isEqualTo("ok\n");
    assertThat(job.work().resolve("in-work")).exists();
  }

  @Test
  void theWorkersDataAndOtherJobsAreOutOfReach() throws Exception {
    Files.writeString(data.resolve("token"), "secret");
    Files.setPosixFilePermissions(
        data.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));
    Job job = run("ls %s 2>&1; cat %s/token 2>&1; ls /root /home 2>&1; true".formatted(data, data));
    job.exitCode();
    assertThat(job.output()).doesNotContain("secret").contains("No such file");
  }

  @Test
  void theJobHasNoRightsOfTheWorkers() throws Exception {
    Job job = run("id -u; grep -E 'Cap(Eff|Prm|Bnd)|NoNewPrivs' /proc/self/status");
    job.exitCode();
    assertThat(job.output()).startsWith(uidOfJobs() + "\n").contains("NoNewPrivs:\t1");
    assertThat(job.output().replaceAll("(?s)[^C]*?Cap\\w+:\\s+0+\n", "")).doesNotContain("Cap");
  }

  @Test
  void deviceFilesCannotBeMade() throws Exception {
    Job job = run("mknod dev b 8 0 2>&1 || mknod dev c 1 1 2>&1 || echo refused");
    job.exitCode();
    assertThat(job.output()).endsWith("refused\n");
  }

  @Test
  void aPreloadedLibraryNeverRunsOutsideTheSandbox() throws Exception {
    Job job =
        Job.start(
            sandbox(true),
            data.resolve("job"),
            "echo ran",
            Map.of("LD_PRELOAD", "/tmp/evil.so", "BASH_ENV", "/tmp/evil", "ENV", "/tmp/evil"),
            JobLimits.withMemory(1L << 30));
    assertThat(job.exitCode()).isZero();
    // The loader complains once per program that has the variable: the script's shell alone.
    assertThat(job.output().split("evil.so", -1)).hasSize(2);
  }

  @Test
  void aForkBombEndsInsideItsLimits() throws Exception {
    Job job =
        Job.start(
            sandbox(true),
            data.resolve("job"),
            "bomb() { bomb | bomb & }; bomb; echo thrown; sleep 100",
            Map.of(),
            new JobLimits(1L << 30, 200, 100, 1L << 30, 1 << 20, 1 << 20));
    job.awaitOutput("fork");
    long began = System.nanoTime();
    job.process().kill();
    job.exitCode();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    assertThat(Processes.with(data.toString())).isEmpty();
  }

  @Test
  void temporaryFoldersAreCapped() throws Exception {
    Job job =
        Job.start(
            sandbox(true),
            data.resolve("job"),
            """
            for d in /tmp /dev/shm; do ! head -c 5m /dev/zero > $d/x 2>/dev/null; wc -c < $d/x; done
            """,
            Map.of(),
            new JobLimits(1L << 30, 500, 100, 1L << 30, 1 << 20, 2 << 20));
    job.exitCode();
    assertThat(job.output()).isEqualTo("1048576\n2097152\n");
  }

  @Test
  void theNetworkCanBeTakenAway() throws Exception {
    Job job =
        Job.start(
            sandbox(false),
            data.resolve("job"),
            "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '");
    job.exitCode();
    assertThat(job.output()).isEqualTo("lo\n");
  }

  @Test
  void aSandboxThatCannotBeSetUpIsTheWorkersFault() throws Exception {
    Sandbox sandbox = sandbox(true);
    Cell cell = new Cell(data.resolve("job"), 0, data.resolve("cache")).create();
    Files.delete(cell.work());
    Files.writeString(cell.work(), "not a folder");
    SandboxedProcess process = sandbox.start(cell, JobLimits.withMemory(1L << 30));
    process.output().readAllBytes();
    assertThat(process.await())
        .isInstanceOfSatisfying(
            Exit.NotStarted.class, exit -> assertThat(exit.reason()).contains("bwrap: "));
  }

  @Test
  void theLauncherEndsAllJobsWhenItCloses() throws Exception {
    Job job = run("echo up; sleep 100");
    job.awaitOutput("up");
    launcher.close();
    assertThat(job.process().awaitCommand(2, TimeUnit.SECONDS)).isTrue();
    assertThat(job.exitCode()).isEqualTo(137);
  }

  private String uidOfJobs() throws IOException {
    int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    return Integer.toString(own == 0 ? SandboxOptions.FIRST_UID + 200 : own);
  }

  private Job run(String script) throws IOException {
    return Job.start(sandbox(true), data.resolve("job"), script);
  }

  private Sandbox sandbox(boolean network) throws IOException {
    if (network) {
      return Kind.BUBBLEWRAP.open(launcher, data);
    }
    Kind.BUBBLEWRAP.open(launcher, data); // skips where it cannot work
    return switch (Bubblewrap.detect(
        launcher,
        new SandboxOptions(false, List.of(), List.of(), SandboxOptions.FIRST_UID + 200),
        data.resolve("trial-without-network"))) {
      case Bubblewrap.Detected.Works(Bubblewrap sandbox) -> sandbox;
      case Bubblewrap.Detected.Fails(String reason) -> throw new AssertionError(reason);
    };
  }
}
