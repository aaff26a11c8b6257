package croft.worker;

import java.util.BitSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The worker's slots: each is free, asked for in a claim, or taken by an attempt. Thread-safe. */
final class Slots {

  private final int total;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final BitSet taken;
  private int asked;

  Slots(int total) {
    this.total = total;
    this.taken = new BitSet(total);
  }

  /** Waits until at least one slot is free, and marks all that are as asked for. */
  int askForAll() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (free() == 0) {
        freed.await();
      }
      int all = free();
      asked += all;
      return all;
    } finally {
      lock.unlock();
    }
  }

  private int free() {
    return total - taken.cardinality() - asked;
  }

  /** The slot's attempt is over, and a claim asks for the next one in its place. */
  void exchange(int slot) {
    lock.lock();
    try {
      taken.clear(slot);
      asked++;
    } finally {
      lock.unlock();
    }
  }

  /** An asked-for slot got an attempt: which one it is. */
  int take() {
    lock.lock();
    try {
      int slot = taken.nextClearBit(0);
      taken.set(slot);
      asked--;
      return slot;
    } finally {
      lock.unlock();
    }
  }

  /** So many asked-for slots got nothing. */
  void giveBack(int count) {
    lock.lock();
    try {
      asked -= count;
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The slot's attempt is over. */
  void free(int slot) {
    lock.lock();
    try {
      taken.clear(slot);
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int running() {
    lock.lock();
    try {
      return taken.cardinality();
    } finally {
      lock.unlock();
    }
  }
}
