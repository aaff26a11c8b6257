package croft.bench.farm;

import croft.protocol.client.FarmClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code croft worker} of the distribution: runs jobs, without a sandbox. */
public final class WorkerUnderTest implements AutoCloseable {
  private static final int LOOK_MS = 50;

  private final Process process;

  private WorkerUnderTest(Process process) {
    this.process = process;
  }

  /**
   * Starts one and waits until it has signed on.
   *
   * @param home its folder
   */
  public static WorkerUnderTest start(
      Distribution distribution, ServerUnderTest server, Path home, int slots)
      throws IOException, InterruptedException {
    Process process =
        distribution
            .command(
                home,
                Map.of("CROFT_URL", server.url().toString(), "CROFT_TOKEN", server.token()),
                "worker",
                "--slots",
                Integer.toString(slots),
                "--isolation",
                "none")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (!isSignedOn(server.client())) {
      if (!process.isAlive()) {
        throw new IOException("no worker:\n" + Files.readString(home.resolve("errors.log")));
      }
      Thread.sleep(LOOK_MS);
    }
    return new WorkerUnderTest(process);
  }

  private static boolean isSignedOn(FarmClient client) throws IOException, InterruptedException {
    return !client.workers().items().isEmpty();
  }

  /** Its own processor time and that of all jobs that it has run. */
  public double cpuSeconds() throws IOException {
    return ProcFs.treeCpuSeconds(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
