package croft.protocol.wire;

import java.util.List;

/**
 * A graph's jobs and dependencies, a list for each property, for programs that draw it. The lists
 * up to {@code endedAtMs} have one entry for each job, those from {@code from} one for each
 * dependency.
 *
 * @param graph as it was before the jobs were read: events after its {@code seq} bring them up to
 *     date
 * @param marks sums of the {@code MARK_} bits
 * @param claimedAtMs of the newest attempt, since 1970; 0 before the first
 * @param endedAtMs of the newest attempt, since 1970; 0 while there is none that ended
 * @param from what is waited for; a number that is no job's is a hidden node
 * @param ons the ends that satisfy it, such as {@code succeeded} or {@code failed+cancelled}
 */
public record GraphColumns(
    GraphView graph,
    int[] jobs,
    List<String> keys,
    List<JobState> states,
    int[] attempts,
    int[] marks,
    List<String> titles,
    List<String> symbols,
    List<String> groups,
    List<String> platforms,
    int[] tiers,
    int[] priorities,
    long[] claimedAtMs,
    long[] endedAtMs,
    int[] from,
    int[] to,
    List<DependencyKind> kinds,
    List<String> ons) {
  /** Its failure is allowed. */
  public static final int MARK_ALLOW_FAILURE = 1;

  /** Its failure is waived. */
  public static final int MARK_WAIVED = 2;

  /** Something that it used was run again since. */
  public static final int MARK_STALE = 4;

  /** Someone keeps it from starting. */
  public static final int MARK_HOLD = 8;

  /** It runs when all others are over. */
  public static final int MARK_FINALLY = 16;

  /** It takes no worker. */
  public static final int MARK_NO_WORKER = 32;

  /** The others wait for it as a smoketest. */
  public static final int MARK_BARRIER = 64;

  /** Its newest attempt took the result of an equal job. */
  public static final int MARK_REUSED = 128;
}
