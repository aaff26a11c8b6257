package croft.worker.attempt;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.worker.farm.AttemptChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that this worker holds: between the thread that runs it and those that may stop it.
 * Thread-safe.
 */
public final class HeldAttempt {

  private final Assignment assignment;
  private final AttemptChannel channel;
  private final int slot;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock.
  private Phase phase = Phase.PREPARING;
  private @Nullable Thread thread;
  private @Nullable Stop stop;
  private boolean poked;

  /** What the running thread does, and so how it hears of a stop. */
  enum Phase {
    /** Fetches files; is interrupted. */
    PREPARING,
    /** Waits for the processes; sees the stop. */
    RUNNING,
    /** Uploads what they left; is interrupted. */
    COLLECTING,
    /** The result is made, and waits to be reported. Only a drop matters now. */
    DONE
  }

  public HeldAttempt(Assignment assignment, AttemptChannel channel, int slot) {
    this.assignment = assignment;
    this.channel = channel;
    this.slot = slot;
  }

  public Assignment assignment() {
    return assignment;
  }

  public AttemptId id() {
    return assignment.id();
  }

  public int slot() {
    return slot;
  }

  AttemptChannel channel() {
    return channel;
  }

  /** The first reason to stop counts, but a drop goes before any other. */
  public void stop(Stop reason) {
    lock.lock();
    try {
      if (stop == null || (reason instanceof Stop.Dropped && !(stop instanceof Stop.Dropped))) {
        stop = reason;
      }
      if (reason instanceof Stop.Dropped) {
        channel.drop();
      }
      poked = true;
      changed.signalAll();
      if ((phase == Phase.PREPARING || phase == Phase.COLLECTING) && thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The lease is over. Whatever runs is dropped; a result that is only waiting to be reported, or
   * uploaded, may still be wanted when the farm comes back.
   *
   * @return whether it was dropped by this call
   */
  public boolean leaseOver() {
    lock.lock();
    try {
      boolean dropped =
          (phase == Phase.PREPARING || phase == Phase.RUNNING) && !(stop instanceof Stop.Dropped);
      if (dropped) {
        stop(new Stop.Dropped("the lease was over before the job was"));
      }
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /** Whether processes of the job may be alive. */
  public boolean isRunning() {
    lock.lock();
    try {
      return phase == Phase.RUNNING;
    } finally {
      lock.unlock();
    }
  }

  Optional<Stop> stopped() {
    lock.lock();
    try {
      return Optional.ofNullable(stop);
    } finally {
      lock.unlock();
    }
  }

  /** The calling thread runs the attempt and enters this phase. */
  void enter(Phase next) {
    lock.lock();
    try {
      thread = Thread.currentThread();
      phase = next;
      // An interrupt was a stop, and that is remembered.
      boolean _ = Thread.interrupted();
      if (stop instanceof Stop.Dropped && next == Phase.COLLECTING) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@link #await} return: something has changed. */
  void poke() {
    lock.lock();
    try {
      poked = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a stop, a poke, or so long. */
  void await(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = Math.min(nanos, TimeUnit.DAYS.toNanos(1));
      while (!poked && left > 0) {
        left = changed.awaitNanos(left);
      }
      poked = false;
    } finally {
      lock.unlock();
    }
  }
}
