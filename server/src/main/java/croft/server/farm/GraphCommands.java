package croft.server.farm;

import croft.core.job.JobState;
import croft.protocol.problem.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people do to graphs and jobs. Safe for use by many threads. */
public interface GraphCommands {
  /**
   * Does a command, in one transaction. Whoever calls has checked that the graph exists and that
   * the caller may see it.
   */
  Commanded command(long graph, Caller caller, Command command);

  /** A command; jobs by their number. */
  sealed interface Command {
    record CancelGraph(@Nullable String reason) implements Command {}

    record CancelJob(int job, @Nullable String reason) implements Command {}

    /**
     * Runs a job again.
     *
     * @param downstream whether all that follow it run again too
     */
    record Rerun(int job, boolean downstream) implements Command {}

    /** Runs every failed job of the graph again. */
    record RerunFailed() implements Command {}

    /** Runs every job of the graph again that failed because its worker was lost or stopped. */
    record RerunLost() implements Command {}

    record Hold(int job, @Nullable String reason) implements Command {}

    record Release(int job) implements Command {}

    /** Starts a draft; nothing of a graph that has started. */
    record Start() implements Command {}

    record Pause() implements Command {}

    record Resume() implements Command {}

    record SetGraphPriority(int priority) implements Command {}

    record SetJobPriority(int job, int priority) implements Command {}
  }

  /** What came of it. */
  sealed interface Commanded {
    /**
     * Done; also if it was so before.
     *
     * @param changed how many jobs are now in another state, by that state
     */
    record Done(Map<JobState, Integer> changed) implements Commanded {
      public Done {
        changed = Map.copyOf(changed);
      }
    }

    /**
     * Not possible in the job's, or the graph's, state; nothing changed.
     *
     * @param job its number; null for the graph itself
     * @param why a sentence that names the state and what is possible
     */
    record Conflict(@Nullable Integer job, String why) implements Commanded {}

    /** Not allowed now; nothing changed. */
    record Refused(Problem problem) implements Commanded {}

    /** The graph has no job with this number. */
    record NoSuchJob(int job) implements Commanded {}
  }
}
