package croft.worker;

import croft.worker.attempt.HeldAttempt;
import croft.worker.farm.Lease;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ends this worker's jobs before its lease ends, whether the farm can be reached or not: the farm
 * may have given them to others by then. On a thread of its own.
 */
final class LeaseGuard {

  private static final System.Logger LOG = System.getLogger(LeaseGuard.class.getName());

  /** Enough to kill what runs and to see it dead. */
  private static final Duration MARGIN_MAX = Duration.ofSeconds(3);

  /** How late it may notice that the lease was extended; not how late that it is over. */
  private static final long LOOK_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private final Lease lease;
  private final Duration margin;
  private final Supplier<Collection<HeldAttempt>> held;

  LeaseGuard(Lease lease, Duration whole, Supplier<Collection<HeldAttempt>> held) {
    this.lease = lease;
    Duration fifth = whole.dividedBy(5);
    this.margin = fifth.compareTo(MARGIN_MAX) < 0 ? fifth : MARGIN_MAX;
    this.held = held;
  }

  /** Watches until the thread is interrupted. */
  void run() {
    try {
      while (true) {
        Duration left = runOnce();
        TimeUnit.NANOSECONDS.sleep(Math.clamp(left.toNanos(), 1_000_000, LOOK_NANOS_MAX));
      }
    } catch (InterruptedException e) {
      // the session closes
    }
  }

  /** One look. Returns how long until the next one could matter. */
  Duration runOnce() {
    Duration left = lease.left().minus(margin);
    if (left.isPositive()) {
      return left;
    }
    for (HeldAttempt attempt : held.get()) {
      if (attempt.leaseOver()) {
        LOG.log(Level.WARNING, "{0} is ended: the lease is over", attempt.id());
      }
    }
    return margin;
  }
}
