package croft.server.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Wakes one thread that waits. Waking is cheap and never blocks; several count as one. */
final class Signal {
  private final AtomicBoolean raised = new AtomicBoolean();
  private volatile @Nullable Thread waiter;

  void raise() {
    if (!raised.getAndSet(true)) {
      LockSupport.unpark(waiter);
    }
  }

  /** Waits until it is raised, time is up, or the thread is interrupted. */
  void await(Duration max) {
    waiter = Thread.currentThread();
    long end = System.nanoTime() + max.toNanos();
    while (!raised.get() && !Thread.currentThread().isInterrupted()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        break;
      }
      LockSupport.parkNanos(this, left);
    }
    raised.set(false);
  }
}
