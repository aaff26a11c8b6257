package croft.testing.model;

import croft.core.graph.GraphState;
import croft.core.job.JobState;
import croft.core.job.Outcome;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One graph in a farm, as {@link StoryTest} drives it: the engine alone, or a whole store with its
 * dispatcher. Each call is one transaction and returns when it is visible.
 */
public interface SystemUnderTest extends AutoCloseable {
  /** How graphs get in. */
  interface Factory {
    /** Submits a graph; nothing of other graphs may show in what the result answers. */
    SystemUnderTest submit(FarmGraph graph);

    /** What stories may use. */
    default Set<Feature> features() {
      return EnumSet.allOf(Feature.class);
    }
  }

  /** A report with the attempt and nonce that it names. */
  record AttemptReport(String job, int attempt, String nonce, Outcome outcome) {}

  /** An attempt that a worker was given. */
  record Grant(String job, int attempt, String nonce, int worker) {}

  /** What became of a report. */
  enum Answer {
    /** It ended the attempt. */
    ACCEPTED,
    /** The same was reported before; nothing changed. */
    REPEATED,
    /** It names no attempt that was given out, or one that the farm took back; nothing changed. */
    STALE,
    /** Another end was reported for this attempt; nothing changed. */
    CONFLICT
  }

  /**
   * What a batch was answered.
   *
   * @param answers one for each report, in their order
   * @param grants of all claims together
   */
  record Answers(List<Answer> answers, List<Grant> grants) {}

  /**
   * Where a job or join stands.
   *
   * @param flags only {@link Standing#COMPARED_FLAGS}
   * @param attempt the number of the latest attempt; 0 when there was none
   */
  record JobStanding(JobState state, int need, int open, int flags, int attempt) {}

  /**
   * Where everything stands.
   *
   * @param jobs all nodes by name, joins too
   * @param counts how many jobs are in each state, joins not counted
   * @param endings how often the graph was over; empty when the system does not count
   */
  record Standing(
      Map<String, JobStanding> jobs,
      Map<JobState, Integer> counts,
      GraphState graph,
      OptionalInt endings) {
    /** Flags that are not properties of the graph. */
    public static final int COMPARED_FLAGS =
        croft.core.job.JobFlags.HOLD
            | croft.core.job.JobFlags.CANCEL
            | croft.core.job.JobFlags.AGAIN
            | croft.core.job.JobFlags.STALE
            | croft.core.job.JobFlags.WAIVED;

    public Standing {
      jobs = new LinkedHashMap<>(jobs);
    }
  }

  /**
   * One commit: reports in their order, then claims. The same attempt may be reported twice in one
   * batch. A claim gets as many ready jobs as it has slots for, whichever the system prefers.
   */
  Answers batch(List<AttemptReport> reports, List<Step.Claim> claims);

  /** All that the worker holds is lost; a later claim by it opens a new session. */
  void endSession(int worker);

  /**
   * A command, alone in its transaction.
   *
   * @return whether it was allowed (of a cancel: whether it did anything), or null when the system
   *     cannot tell
   */
  @Nullable Boolean command(Step.Command command);

  Standing standing();

  /** What is to be checked in the system itself after each step; throws when something is wrong. */
  default void check() {}

  @Override
  default void close() {}
}
