package croft.worker;

import croft.worker.sandbox.JobLimits;
import croft.worker.sandbox.SandboxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a worker is told. Everything else it finds out by itself.
 *
 * @param server where the farm is, as {@code http://127.0.0.1:8080}
 * @param token proves to the farm who this is
 * @param data this worker's own folder; no other worker may use it at the same time
 * @param name what people call it
 * @param pool whose jobs it takes
 * @param labels given ones, beside those that it finds
 * @param slots how many attempts it runs at once
 * @param jobs how it runs them
 * @param drain how long running jobs may go on after it was told to stop
 * @param diskFloorBytes with less free space than this it takes no jobs
 */
public record WorkerConfig(
    URI server,
    String token,
    Path data,
    String name,
    String pool,
    List<String> labels,
    int slots,
    Jobs jobs,
    Duration drain,
    long diskFloorBytes) {

  /** Less than this, and a build is likely to fail for want of space. */
  public static final long DISK_FLOOR_BYTES = 1L << 30;

  public static final Duration DRAIN = Duration.ofMinutes(10);

  public WorkerConfig {
    data = data.toAbsolutePath().normalize();
    labels = List.copyOf(labels);
    if (slots < 1) {
      throw new IllegalArgumentException("slots must be at least 1, was " + slots);
    }
    if (diskFloorBytes < 0) {
      throw new IllegalArgumentException("diskFloorBytes must not be negative");
    }
  }

  /** How jobs are kept apart. */
  public enum IsolationChoice {
    /** By bubblewrap where it works, otherwise not at all. */
    AUTO,
    /** By bubblewrap, or the worker does not start. */
    BUBBLEWRAP,
    /** Not: for trusted jobs only. */
    NONE
  }

  /**
   * How jobs are run.
   *
   * @param isolation how they are kept apart
   * @param network whether they may use the network; needs isolation to be refused
   * @param readOnly files and folders beside the system's that isolated jobs may read
   * @param hidden files and folders that isolated jobs may not read in any case, as the token's
   * @param environment further variables for every job
   * @param firstUid user id for the jobs of slot 0 when the worker is root; see {@link
   *     SandboxOptions}
   * @param grace between SIGTERM and SIGKILL
   * @param memoryBytes what each job may use that does not say how much it needs; 0 for its share
   *     of the machine
   */
  public record Jobs(
      IsolationChoice isolation,
      boolean network,
      List<Path> readOnly,
      List<Path> hidden,
      Map<String, String> environment,
      int firstUid,
      Duration grace,
      long memoryBytes) {

    public static final Duration GRACE = Duration.ofSeconds(10);

    public static final Jobs DEFAULT =
        new Jobs(
            IsolationChoice.AUTO,
            true,
            List.of(),
            List.of(),
            Map.of(),
            SandboxOptions.FIRST_UID,
            GRACE,
            0);

    public Jobs {
      readOnly = List.copyOf(readOnly);
      hidden = List.copyOf(hidden);
      environment = Map.copyOf(environment);
    }

    public Jobs withIsolation(IsolationChoice choice) {
      return new Jobs(choice, network, readOnly, hidden, environment, firstUid, grace, memoryBytes);
    }

    public Jobs withGrace(Duration newGrace) {
      return new Jobs(
          isolation, network, readOnly, hidden, environment, firstUid, newGrace, memoryBytes);
    }

    public Jobs withEnvironment(Map<String, String> variables) {
      return new Jobs(
          isolation, network, readOnly, hidden, variables, firstUid, grace, memoryBytes);
    }

    long memoryBytes(Machine machine, int slots) {
      long share = Math.max(machine.memoryBytes() / slots, JobLimits.TMP_BYTES);
      return memoryBytes > 0 ? memoryBytes : share;
    }
  }

  /** A worker with the usual settings, named after its machine. */
  public static WorkerConfig of(URI server, String token, Path data, int slots) {
    return new WorkerConfig(
        server,
        token,
        data,
        Machine.hostName(),
        "default",
        List.of(),
        slots,
        Jobs.DEFAULT,
        DRAIN,
        DISK_FLOOR_BYTES);
  }

  public WorkerConfig withJobs(Jobs changed) {
    return new WorkerConfig(
        server, token, data, name, pool, labels, slots, changed, drain, diskFloorBytes);
  }

  public WorkerConfig withDrain(Duration changed) {
    return new WorkerConfig(
        server, token, data, name, pool, labels, slots, jobs, changed, diskFloorBytes);
  }

  public WorkerConfig withDiskFloor(long changed) {
    return new WorkerConfig(server, token, data, name, pool, labels, slots, jobs, drain, changed);
  }

  public WorkerConfig withName(String changed) {
    return new WorkerConfig(
        server, token, data, changed, pool, labels, slots, jobs, drain, diskFloorBytes);
  }

  public WorkerConfig withPool(String changed) {
    return new WorkerConfig(
        server, token, data, name, changed, labels, slots, jobs, drain, diskFloorBytes);
  }

  public WorkerConfig withLabels(List<String> changed) {
    return new WorkerConfig(
        server, token, data, name, pool, changed, slots, jobs, drain, diskFloorBytes);
  }
}
