package croft.protocol.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a graph would do.
 *
 * @param name of the graph
 * @param parameters names and values, in the order of the file
 * @param jobs in the order in which they could start: by level, and in one level as in the file
 * @param dependencies how many there are, those of barriers and finalizers not counted
 * @param levels how many steps the graph has when every job runs as soon as it can; 0 for none that
 *     is active
 * @param inactive how many jobs would not run
 * @param criticalPath what decides when it ends
 * @param expectations what came of each, in the order of the file
 * @param difference from another graph; null when it was not compared
 */
public record Plan(
    String name,
    String description,
    Map<String, String> parameters,
    List<PlannedJob> jobs,
    long dependencies,
    int levels,
    int inactive,
    CriticalPath criticalPath,
    List<Expected> expectations,
    @Nullable Difference difference) {

  /**
   * The longest way through the graph, by the durations that its author has guessed. Time that
   * people take to decide is not part of it.
   *
   * @param seconds how long it is; jobs without an estimate count as 0
   * @param jobs keys of the jobs on it, the first first
   * @param estimated how many of the jobs that would run have an estimate
   */
  public record CriticalPath(long seconds, List<String> jobs, int estimated) {
    /** How long it is. */
    public Duration duration() {
      return Duration.ofSeconds(seconds);
    }
  }

  /** The same with what came of its expectations. */
  public Plan withExpectations(List<Expected> expectations) {
    return new Plan(
        name,
        description,
        parameters,
        jobs,
        dependencies,
        levels,
        inactive,
        criticalPath,
        List.copyOf(expectations),
        difference);
  }

  /** The same, compared with another graph. */
  public Plan withDifference(Difference difference) {
    return new Plan(
        name,
        description,
        parameters,
        jobs,
        dependencies,
        levels,
        inactive,
        criticalPath,
        expectations,
        difference);
  }
}
