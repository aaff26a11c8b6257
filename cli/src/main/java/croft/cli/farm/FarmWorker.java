package croft.cli.farm;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.worker.Worker;
import croft.worker.WorkerConfig;
import croft.worker.WorkerConfig.IsolationChoice;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A worker in this process. Loaded when one starts. */
final class FarmWorker implements AutoCloseable {
  private final Worker worker;

  private FarmWorker(Worker worker) {
    this.worker = worker;
  }

  /**
   * Starts a worker; it signs on by itself.
   *
   * @param data its folder
   * @param name null for the machine's
   * @param pool null for the default
   * @throws Fault if it cannot run like that
   */
  static FarmWorker start(
      URI farm,
      String token,
      Path data,
      WorkerOptions options,
      @Nullable String name,
      @Nullable String pool)
      throws IOException {
    WorkerConfig config;
    try {
      config =
          WorkerConfig.of(farm, token, data, options.slots())
              .withLabels(options.labels)
              .withJobs(WorkerConfig.Jobs.DEFAULT.withIsolation(isolation(options.isolation)));
    } catch (IllegalArgumentException e) {
      throw new Fault(
          ExitCode.USAGE, String.valueOf(e.getMessage()), "croft help worker tells more.", e);
    }
    config = name == null ? config : config.withName(name);
    config = pool == null ? config : config.withPool(pool);
    return new FarmWorker(Worker.start(config));
  }

  private static IsolationChoice isolation(String text) {
    try {
      return IsolationChoice.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Fault(
          ExitCode.USAGE,
          "--isolation is '" + text + "'",
          "Choose one of auto, bubblewrap and none.",
          e);
    }
  }

  String isolation() {
    return worker.isolation();
  }

  /** Lets running jobs end and takes no new ones; called again, ends them at once. */
  void stop() {
    worker.stop();
  }

  /** Waits until it has ended. */
  void awaitEnd() throws IOException, InterruptedException {
    worker.awaitEnd();
  }

  /** Ends all jobs now; the farm runs them again. */
  @Override
  public void close() {
    worker.close();
  }
}
