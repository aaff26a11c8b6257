package croft.server.dispatch;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether silence means that workers are gone. After a start or an outage workers have had no
 * chance to renew their leases; none is ended before they had a whole lease's time. Safe for use by
 * many threads.
 */
final class LeaseHealth {
  private final long leaseNanos;
  private final LongSupplier nanoTime;
  private volatile long healthySince;
  private volatile boolean failing;

  LeaseHealth(Duration lease, LongSupplier nanoTime) {
    this.leaseNanos = lease.toNanos();
    this.nanoTime = nanoTime;
    this.healthySince = nanoTime.getAsLong();
  }

  /** Leases could be written, or the database answered. */
  void succeeded() {
    if (failing) {
      healthySince = nanoTime.getAsLong();
      failing = false;
    }
  }

  /** Leases could not be written. */
  void failed() {
    failing = true;
  }

  /** Whether leases that are over may be believed to be over. */
  boolean isTrusted() {
    return !failing && nanoTime.getAsLong() - healthySince >= leaseNanos;
  }
}
