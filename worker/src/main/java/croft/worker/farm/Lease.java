package croft.worker.farm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How long this worker may act for its session, by its own monotonic clock, which goes on while the
 * process is stopped. It counts from when a heartbeat was <em>sent</em>, so that it ends here
 * before it ends at the farm.
 */
public final class Lease {

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long endNanos;
  private boolean sessionEnded;

  /**
   * @param sentNanos when the registration was sent
   * @param nanoTime the clock, {@link System#nanoTime} outside of tests
   */
  public Lease(long sentNanos, Duration lease, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.endNanos = sentNanos + lease.toNanos();
  }

  /** The farm extended the lease in answer to a heartbeat that was sent at this time. */
  public void renew(long sentNanos, Duration lease) {
    lock.lock();
    try {
      endNanos = Math.max(endNanos, sentNanos + lease.toNanos());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The farm said that the session is over: nobody waits for this lease again. */
  public void endSession() {
    lock.lock();
    try {
      sessionEnded = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What is left, zero or negative when it is over. */
  public Duration left() {
    lock.lock();
    try {
      return Duration.ofNanos(sessionEnded ? 0 : endNanos - nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /** Whether the worker may write to the farm now. */
  public boolean holds() {
    return left().isPositive();
  }

  /**
   * Waits while the lease is over but the session may live on: a farm that was away gives its
   * workers time to come back.
   *
   * @return false when the session has ended
   */
  public boolean awaitHeld() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!sessionEnded && endNanos - nanoTime.getAsLong() <= 0) {
        changed.await(1, TimeUnit.SECONDS);
      }
      return !sessionEnded;
    } finally {
      lock.unlock();
    }
  }
}
