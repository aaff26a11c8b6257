package croft.bench.farm;

import croft.protocol.client.FarmClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code croft worker} of the distribution: runs jobs, without a sandbox. */
public final class WorkerUnderTest implements AutoCloseable {
  private static final int LOOK_MS = 50;

  private final Process process;
  private final Ending ending;

  private WorkerUnderTest(Process process, Ending ending) {
    this.process = process;
    this.ending = ending;
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
    Ending ending = Ending.of(process);
    while (!isSignedOn(server.client())) {
      if (!process.isAlive()) {
        ending.now();
        throw new IOException("no worker:\n" + Files.readString(home.resolve("errors.log")));
      }
      Thread.sleep(LOOK_MS);
    }
    return new WorkerUnderTest(process, ending);
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
    ending.now();
  }
}
