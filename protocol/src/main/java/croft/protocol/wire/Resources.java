package croft.protocol.wire;

/**
 * What a job asks for, or a worker has.
 *
 * @param cpus processors; 0 if the job does not care
 * @param memoryBytes main memory; 0 if the job does not care
 * @param gpus graphics processors
 */
public record Resources(int cpus, long memoryBytes, int gpus) {
  public static final Resources NONE = new Resources(0, 0, 0);

  public Resources {
    Check.range("cpus", cpus, 0, 65_536);
    Check.notNegative("memoryBytes", memoryBytes);
    Check.range("gpus", gpus, 0, 4_096);
  }
}
