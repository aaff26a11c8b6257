package croft.core.job;

/**
 * Properties and requests of a job that rule W and the ends of attempts look at, as bits of one
 * integer (a column of the hot row). The values are part of the storage format: append only.
 */
public final class JobFlags {
  /** A hidden node over need edges (k of n, or a gate of barriers); not a job for anybody. */
  public static final int JOIN = 1;

  /** Waits also until no other job of its graph is unfinished. */
  public static final int FINALIZER = 1 << 1;

  /** A finalizer that does not go again at the graph's next ending. */
  public static final int ONCE = 1 << 2;

  /** Takes no worker: held until someone decides. */
  public static final int BREAKPOINT = 1 << 3;

  /** Its failure satisfies dependents as success would, and does not count against the graph. */
  public static final int ALLOW_FAILURE = 1 << 4;

  /** Not to become ready until released. */
  public static final int HOLD = 1 << 5;

  /** Its running attempt is to be stopped. */
  public static final int CANCEL = 1 << 6;

  /** When its running attempt ends it goes to rule W, whatever the outcome. */
  public static final int AGAIN = 1 << 7;

  /** It started from something that has been opened again since. */
  public static final int STALE = 1 << 8;

  /** A person waived its failure; cleared by a new attempt. */
  public static final int WAIVED = 1 << 9;

  /** Jobs with an edge from it lie under a barrier: shown in explanations only. */
  public static final int BARRIER = 1 << 10;

  /** A breakpoint that someone decided to skip: skipped until something that it waits for moves. */
  public static final int SKIP_DECIDED = 1 << 11;

  /** Its job or join was removed: only its number is left, as a join without edges. */
  public static final int REMOVED = 1 << 12;

  /** A join without edges that stands for what a job of another graph is worth here. */
  public static final int REMOTE = 1 << 13;

  /** Of {@link #REMOTE}: the other job is not over. */
  public static final int REMOTE_OPEN = 1 << 14;

  /** Of {@link #REMOTE}: the other job ended as it should. */
  public static final int REMOTE_SATISFIED = 1 << 15;

  /** It may take the result of an equal job. */
  public static final int REUSE = 1 << 16;

  /**
   * Of {@link #REUSE}: nobody has looked yet for such a result, so it is not for workers though it
   * is ready. Cleared when someone has, and by a re-run.
   */
  public static final int LOOK_UP = 1 << 17;

  /** What a job's definition says, in contrast to what was asked of it or became of it. */
  public static final int PROPERTIES =
      JOIN | FINALIZER | ONCE | BREAKPOINT | ALLOW_FAILURE | BARRIER | REUSE | LOOK_UP;

  private JobFlags() {}

  /** Whether {@code flags} has all bits of {@code bits}. */
  public static boolean has(int flags, int bits) {
    return (flags & bits) == bits;
  }

  /**
   * The state that the edges from this job see: a failure that is allowed or waived counts as
   * success.
   */
  public static JobState effective(JobState state, int flags) {
    return state == JobState.FAILED && (flags & (ALLOW_FAILURE | WAIVED)) != 0
        ? JobState.SUCCEEDED
        : state;
  }
}
