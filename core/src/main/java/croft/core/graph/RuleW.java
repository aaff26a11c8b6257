package croft.core.graph;

import croft.core.job.JobFlags;
import croft.core.job.JobState;

/**
 * The one rule of all waiting states. With {@code need} = satisfied edges that are still missing
 * and {@code open} = edges whose value is not known yet:
 *
 * <pre>
 * need ≤ 0     → held or ready (a join: succeeded; a breakpoint that was decided so: skipped)
 * open < need  → skipped
 * else         → blocked
 * </pre>
 *
 * <p>{@code need} goes below zero at joins of which more than k members ended well, so the first
 * line must not ask for equality (47 % of random graphs got stuck when it did).
 */
public final class RuleW {
  private RuleW() {}

  /** The state of a waiting job with these counters. */
  public static JobState state(int need, int open, int flags) {
    if (need <= 0) {
      if (JobFlags.has(flags, JobFlags.JOIN)) {
        return JobState.SUCCEEDED;
      }
      if (JobFlags.has(flags, JobFlags.SKIP_DECIDED)) {
        return JobState.SKIPPED;
      }
      return (flags & (JobFlags.HOLD | JobFlags.BREAKPOINT)) != 0 ? JobState.HELD : JobState.READY;
    }
    return open < need ? JobState.SKIPPED : JobState.BLOCKED;
  }
}
