package croft.core.job;

import static croft.core.job.JobState.BLOCKED;
import static croft.core.job.JobState.CANCELLED;
import static croft.core.job.JobState.FAILED;
import static croft.core.job.JobState.HELD;
import static croft.core.job.JobState.INACTIVE;
import static croft.core.job.JobState.READY;
import static croft.core.job.JobState.RUNNING;
import static croft.core.job.JobState.SKIPPED;
import static croft.core.job.JobState.SUCCEEDED;

import java.util.EnumSet;
import java.util.Set;

/**
 * Every legal change of a job's state, by its cause. This list is the whole state machine: the
 * database's guard trigger and {@code docs/state-machine.md} are generated from it, and a pair that
 * no constant lists is refused.
 *
 * <p>A commit shows <em>net</em> changes only: a job that passes through several states inside one
 * transaction counts as one transition from the first to the last.
 */
public enum JobTransition {
  /** Rule W: the edges, the hold or the decision that it depends on changed. */
  SETTLE(EnumSet.of(BLOCKED, READY, HELD, SKIPPED), EnumSet.of(BLOCKED, READY, HELD, SKIPPED)),
  /** A hidden join or gate has enough satisfied edges. Only joins make this transition. */
  JOIN(EnumSet.of(BLOCKED, SKIPPED), EnumSet.of(SUCCEEDED)),
  /** A worker took it. */
  CLAIM(EnumSet.of(READY), EnumSet.of(RUNNING)),
  /** Its attempt ended and nothing is to be tried again. */
  END(EnumSet.of(RUNNING), EnumSet.of(SUCCEEDED, FAILED, CANCELLED)),
  /** Its attempt ended and another is to follow: by the retry policy, or because it was re-run. */
  RETRY(EnumSet.of(RUNNING), EnumSet.of(BLOCKED, READY, HELD, SKIPPED)),
  /** A person or a program decided a breakpoint. */
  DECIDE(EnumSet.of(HELD), EnumSet.of(SUCCEEDED, FAILED, SKIPPED)),
  /** It waited longer than its deadline. */
  EXPIRE(EnumSet.of(BLOCKED, READY, HELD), EnumSet.of(FAILED)),
  CANCEL(EnumSet.of(BLOCKED, READY, HELD), EnumSet.of(CANCELLED)),
  ACTIVATE(EnumSet.of(INACTIVE), EnumSet.of(BLOCKED, READY, HELD, SKIPPED)),
  /** Also what coalescing does to an older job of a series. */
  DEACTIVATE(EnumSet.of(BLOCKED, READY, HELD, SKIPPED, CANCELLED), EnumSet.of(INACTIVE)),
  /** A final job runs again; a decided breakpoint asks again. */
  RERUN(EnumSet.of(SUCCEEDED, FAILED, CANCELLED), EnumSet.of(BLOCKED, READY, HELD, SKIPPED)),
  /** It takes the result of an equal job that succeeded. */
  REUSE(EnumSet.of(READY), EnumSet.of(SUCCEEDED));

  @SuppressWarnings("ImmutableEnumChecker") // copied: unmodifiable
  private final Set<JobState> from;

  @SuppressWarnings("ImmutableEnumChecker") // copied: unmodifiable
  private final Set<JobState> to;

  JobTransition(Set<JobState> from, Set<JobState> to) {
    this.from = Set.copyOf(from);
    this.to = Set.copyOf(to);
  }

  /** The states that it may start in. */
  public Set<JobState> from() {
    return from;
  }

  /** The states that it may end in. */
  public Set<JobState> to() {
    return to;
  }

  /** Whether any transition leads from one state to the other; staying is always legal. */
  public static boolean isLegal(JobState from, JobState to) {
    if (from == to) {
      return true;
    }
    for (JobTransition transition : values()) {
      if (transition.from.contains(from) && transition.to.contains(to)) {
        return true;
      }
    }
    return false;
  }
}
