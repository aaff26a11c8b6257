package croft.core.schedule;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a worker must have to run a job. Few different ones exist in a farm, so they are interned as
 * <em>requirement classes</em> and matched once for each kind of worker, not once for each job.
 *
 * @param pool the pool's name
 * @param labels labels that the worker must have; sorted, without repetition
 * @param cpus processors; at least 0
 * @param memoryBytes memory; at least 0
 * @param gpus graphics processors; at least 0
 */
public record Requirements(String pool, List<String> labels, int cpus, long memoryBytes, int gpus) {
  public Requirements {
    if (cpus < 0 || memoryBytes < 0 || gpus < 0) {
      throw new IllegalArgumentException(
          "resources must not be negative: cpus "
              + cpus
              + ", memory "
              + memoryBytes
              + ", gpus "
              + gpus);
    }
    labels = List.copyOf(new TreeSet<>(labels));
  }

  /** What a worker has. */
  public record Offer(String pool, Set<String> labels, int cpus, long memoryBytes, int gpus) {
    public Offer {
      labels = Set.copyOf(labels);
    }
  }

  /** Whether a worker that has {@code offer} can run the job. */
  public boolean isMetBy(Offer offer) {
    return pool.equals(offer.pool)
        && offer.labels.containsAll(labels)
        && cpus <= offer.cpus
        && memoryBytes <= offer.memoryBytes
        && gpus <= offer.gpus;
  }

  /** Why a worker that has {@code offer} cannot run the job; empty if it can. */
  public String unmetBy(Offer offer) {
    if (!pool.equals(offer.pool)) {
      return "it is in pool " + offer.pool + ", not " + pool;
    }
    for (String label : labels) {
      if (!offer.labels.contains(label)) {
        return "it lacks the label " + label;
      }
    }
    if (cpus > offer.cpus) {
      return "it has " + offer.cpus + " cpus, not " + cpus;
    }
    if (memoryBytes > offer.memoryBytes) {
      return "it has " + offer.memoryBytes + " bytes of memory, not " + memoryBytes;
    }
    return gpus > offer.gpus ? "it has " + offer.gpus + " gpus, not " + gpus : "";
  }
}
