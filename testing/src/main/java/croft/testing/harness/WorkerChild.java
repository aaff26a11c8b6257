package croft.testing.harness;

import croft.worker.Worker;
import croft.worker.WorkerConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A worker that runs jobs without isolation, until its input ends. */
public final class WorkerChild {
  private WorkerChild() {}

  /** Arguments: server, file of the token, data folder, name, slots. */
  public static void main(String[] args) throws Exception {
    WorkerConfig config =
        WorkerConfig.of(
                URI.create(args[0]),
                Files.readString(Path.of(args[1])).strip(),
                Path.of(args[2]),
                Integer.parseInt(args[4]))
            .withName(args[3])
            .withDrain(Duration.ZERO)
            .withDiskFloor(0)
            .withJobs(
                WorkerConfig.Jobs.DEFAULT
                    .withIsolation(WorkerConfig.IsolationChoice.NONE)
                    .withGrace(Duration.ofSeconds(1)));
    try (Worker worker = Worker.start(config)) {
      System.err.println("working, isolation " + worker.isolation());
      Child.serveUntilUnwanted();
    }
  }
}
