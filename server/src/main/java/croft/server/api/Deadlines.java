package croft.server.api;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cuts slow clients. A thread that reads from or writes to one holds a {@link Watch}; when it is
 * overdue the thread is interrupted, which closes the socket that it waits for (so blocking sockets
 * behave on virtual threads) and ends the call.
 */
final class Deadlines implements AutoCloseable {
  /** Longest silence of a client inside a request or an answer. */
  static final Duration STALL_MAX = Duration.ofSeconds(25);

  /** Fewest bytes a second of a long body, in either direction: a drip counts as silence. */
  static final long BYTES_PER_SECOND_MIN = 4_096;

  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final Thread sweeper;
  private final long stallNanos;

  Deadlines() {
    this(STALL_MAX, SWEEP);
  }

  Deadlines(Duration stall, Duration sweep) {
    this.stallNanos = stall.toNanos();
    this.sweeper =
        Thread.ofPlatform()
            .daemon()
            .name("croft-slow-clients")
            .start(
                () -> {
                  while (true) {
                    try {
                      Thread.sleep(sweep);
                    } catch (InterruptedException _) {
                      return;
                    }
                    runOnce(System.nanoTime());
                  }
                });
  }

  /** Interrupts all that are overdue. */
  void runOnce(long nowNanos) {
    for (Watch watch : watches) {
      watch.cutIfOverdue(nowNanos);
    }
  }

  /** Watches the current thread until it is closed. */
  Watch watch() {
    Watch watch = new Watch();
    watches.add(watch);
    return watch;
  }

  @Override
  public void close() {
    sweeper.interrupt();
  }

  /** One direction of one call. Used by one thread; cut by the sweeper. */
  final class Watch implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final long start = System.nanoTime();
    private volatile long deadline = start + stallNanos;
    private boolean open = true;
    private boolean cut;
    private long bytes;

    /** Some bytes went through: there is time for more, if they were not too few. */
    void moved(long count) {
      bytes += count;
      long earned = start + stallNanos + bytes * 1_000_000_000L / BYTES_PER_SECOND_MIN;
      long stall = System.nanoTime() + stallNanos;
      deadline = earned - stall < 0 ? earned : stall;
    }

    private synchronized void cutIfOverdue(long nowNanos) {
      if (open && !cut && nowNanos - deadline > 0) {
        cut = true;
        thread.interrupt();
      }
    }

    /** Whether the client was too slow, and the connection is gone. */
    synchronized boolean isCut() {
      return cut;
    }

    @Override
    public void close() {
      watches.remove(this);
      synchronized (this) {
        open = false;
        if (cut) {
          // Meant for the socket only.
          Thread.interrupted();
        }
      }
    }
  }
}
