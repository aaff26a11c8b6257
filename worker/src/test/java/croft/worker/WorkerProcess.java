package croft.worker;

import croft.worker.WorkerConfig.IsolationChoice;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A worker in a process of its own, which a test can stop and kill. */
final class WorkerProcess {

  private WorkerProcess() {}

  public static void main(String[] args) throws Exception {
    WorkerConfig config =
        WorkerConfig.of(URI.create(args[0]), FakeFarmServer.TOKEN, Path.of(args[1]), 1);
    Worker worker =
        Worker.start(
            config
                .withDiskFloor(1)
                .withJobs(
                    config
                        .jobs()
                        .withIsolation(IsolationChoice.valueOf(args[2]))
                        .withGrace(Duration.ofSeconds(1))));
    worker.stopOnSignals();
    worker.awaitEnd();
  }

  static Process start(URI farm, Path data, IsolationChoice isolation) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerProcess.class.getName(),
                farm.toString(),
                data.toString(),
                isolation.name()));
    return builder.inheritIO().start();
  }
}
