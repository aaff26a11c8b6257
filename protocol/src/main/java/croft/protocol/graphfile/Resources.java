package croft.protocol.graphfile;

/**
 * What a job needs of the machine that runs it.
 *
 * @param cpus processors; at least 1
 * @param memoryBytes memory; 0 when it does not say
 * @param gpus GPUs
 */
public record Resources(int cpus, long memoryBytes, int gpus) {
  /** One processor, and no word about the rest. */
  public static final Resources DEFAULT = new Resources(1, 0, 0);

  public Resources {
    if (cpus < 1 || memoryBytes < 0 || gpus < 0) {
      throw new IllegalArgumentException(
          "cpus must be at least 1, memoryBytes and gpus at least 0, were %d, %d, %d"
              .formatted(cpus, memoryBytes, gpus));
    }
  }
}
