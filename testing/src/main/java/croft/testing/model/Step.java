package croft.testing.model;

import croft.core.job.JobState;
import croft.core.job.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * One step of a story: what reaches the farm in one transaction. Jobs are named; attempts are meant
 * relative to those that were given out, so that a step still means something when others are left
 * out of the story.
 */
public sealed interface Step {
  /** Reports, in order, and then claims: what a dispatcher gathers into one commit. */
  record Batch(List<Report> reports, List<Claim> claims) implements Step {
    public Batch {
      reports = List.copyOf(reports);
      claims = List.copyOf(claims);
    }
  }

  /** A worker's session is over: what it holds is lost. */
  record EndSession(int worker) implements Step {}

  /** What a person or the clock asks for, alone in its transaction. */
  sealed interface Command extends Step {}

  record Cancel(String job) implements Command {}

  record CancelGraph() implements Command {}

  record Hold(String job, boolean on) implements Command {}

  record Rerun(Set<String> jobs, boolean downstream) implements Command {
    public Rerun {
      jobs = Set.copyOf(jobs);
    }
  }

  record Activate(String job) implements Command {}

  record Deactivate(String job) implements Command {}

  record Waive(String job, boolean on) implements Command {}

  /** A breakpoint is decided: succeeded, failed or skipped. */
  record Decide(String job, JobState decision) implements Command {}

  /** The job's deadline passes. */
  record Expire(String job) implements Command {}

  /** A draft starts. */
  record Start() implements Command {}

  /** No claims until it is taken back. */
  record Pause(boolean on) implements Command {}

  /**
   * Jobs and edges are changed, and then commands are given, all in one transaction and for rule W
   * as one event. Either all of it is allowed, or nothing happens.
   */
  record Edit(List<Change> changes, List<Command> commands) implements Command {
    public Edit {
      changes = List.copyOf(changes);
      commands = commands.stream().sorted(Comparator.comparingInt(Edit::rank)).toList();
    }

    /**
     * The operations of an edit say what is wanted: whatever their order, they are done in this.
     */
    private static int rank(Command command) {
      return switch (command) {
        case Rerun _ -> 0;
        case Activate _ -> 1;
        case Deactivate _ -> 2;
        case Hold _,
            Cancel _,
            CancelGraph _,
            Waive _,
            Decide _,
            Expire _,
            Start _,
            Pause _,
            Edit _ ->
            3;
      };
    }
  }

  /** A change of jobs or edges. */
  sealed interface Change {}

  /** A new job, or a join, with the edges to it. */
  record Add(FarmGraph.Node node, List<FarmGraph.Edge> edges) implements Change {
    public Add {
      edges = List.copyOf(edges);
    }
  }

  /** A job goes, with the joins that were made for it. */
  record Remove(String job) implements Change {}

  /** Another definition; marks are its new properties. */
  record Replace(String job, Set<FarmGraph.Mark> marks) implements Change {
    public Replace {
      marks = Set.copyOf(marks);
    }
  }

  /** A new edge, or a new rule for one that is there. */
  record Link(FarmGraph.Edge edge) implements Change {}

  record Unlink(String from, String to) implements Change {}

  /** What a report proves itself with. */
  enum Fence {
    RIGHT,
    /** The right attempt with a nonce that was never given out. */
    OTHER_NONCE,
    /** The right nonce with another attempt's number. */
    OTHER_ATTEMPT
  }

  /**
   * A worker reports how an attempt ended.
   *
   * @param back 0 for the job's latest attempt, 1 for the one before
   */
  record Report(String job, int back, Fence fence, Outcome outcome) {}

  /** A worker asks for up to {@code slots} attempts. */
  record Claim(int worker, int slots) {}
}
