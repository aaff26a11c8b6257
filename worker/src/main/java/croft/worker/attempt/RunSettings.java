package croft.worker.attempt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What all attempts of a worker share.
 *
 * @param attempts the folder for work folders, one for each attempt
 * @param caches the folder for what jobs keep for later ones
 * @param environment further variables for every job
 * @param memoryBytes what a job may use that does not say how much it needs
 * @param grace how long a job may take to clean up between SIGTERM and SIGKILL
 * @param logBytesMax how much of a log is kept
 */
public record RunSettings(
    Path attempts,
    Path caches,
    Map<String, String> environment,
    long memoryBytes,
    Duration grace,
    long logBytesMax) {

  public RunSettings {
    environment = Map.copyOf(environment);
    if (memoryBytes < 1) {
      throw new IllegalArgumentException("memoryBytes must be positive, was " + memoryBytes);
    }
  }
}
