package croft.protocol.graphfile;

/**
 * What a job needs of the machine that runs it.
 *
 * @param cpus processors; 0 when it does not say
 * @param memoryBytes memory; 0 when it does not say
 * @param gpus GPUs; 0 for none
 */
public record Resources(int cpus, long memoryBytes, int gpus) {
  /** Says nothing. */
  public static final Resources NONE = new Resources(0, 0, 0);

  public Resources {
    if (cpus < 0 || memoryBytes < 0 || gpus < 0) {
      throw new IllegalArgumentException(
          "cpus, memoryBytes and gpus must be at least 0, were %d, %d, %d"
              .formatted(cpus, memoryBytes, gpus));
    }
  }
}
