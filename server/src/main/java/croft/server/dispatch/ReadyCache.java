package croft.server.dispatch;

import croft.core.schedule.Claimable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that may be claimed, in the claim order, by requirement class. Only a cache: an entry that
 * is wrong loses its compare-and-set in the database, one that is missing is read again by {@link
 * Refill}. Safe for use by many threads.
 */
final class ReadyCache {
  /** Entries kept for one graph; the rest is read when these run low. */
  static final int GRAPH_MAX = 200_000;

  private record Later(long dueNanos, int requirementClass, Claimable job) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, TreeSet<Claimable>> byClass = new HashMap<>();
  private final Map<Long, Integer> countByGraph = new HashMap<>();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::dueNanos));
  private final AtomicInteger size = new AtomicInteger();

  /** Adds a job; false if the graph has as many as are kept, or it is there already. */
  boolean add(int requirementClass, Claimable job) {
    lock.lock();
    try {
      int count = countByGraph.getOrDefault(job.graph(), 0);
      if (count >= GRAPH_MAX
          || !byClass.computeIfAbsent(requirementClass, _ -> new TreeSet<>()).add(job)) {
        return false;
      }
      countByGraph.put(job.graph(), count + 1);
      size.incrementAndGet();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a job that may be claimed from a moment of {@link System#nanoTime()} on. */
  void addLater(int requirementClass, Claimable job, long dueNanos) {
    lock.lock();
    try {
      later.add(new Later(dueNanos, requirementClass, job));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves jobs whose delay is over among the others.
   *
   * @return nanoseconds until the next one; -1 if there is none
   */
  long promote(long nowNanos) {
    lock.lock();
    try {
      for (Later next = later.peek(); next != null; next = later.peek()) {
        if (next.dueNanos - nowNanos > 0) {
          return next.dueNanos - nowNanos;
        }
        later.remove();
        add(next.requirementClass, next.job);
      }
      return -1;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the best job of some classes.
   *
   * @param graphs only jobs of these graphs
   * @param skipped gets the better jobs that were passed over because of that; to be given back
   */
  @Nullable Entry take(int[] classes, Set<Long> graphs, List<Entry> skipped) {
    lock.lock();
    try {
      while (true) {
        Entry best = null;
        for (int requirementClass : classes) {
          TreeSet<Claimable> jobs = byClass.get(requirementClass);
          if (jobs != null && !jobs.isEmpty()) {
            Claimable first = jobs.first();
            if (best == null || first.compareTo(best.job) < 0) {
              best = new Entry(requirementClass, first);
            }
          }
        }
        if (best == null) {
          return null;
        }
        remove(best);
        if (graphs.contains(best.job.graph())) {
          return best;
        }
        skipped.add(best);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A job and the class that it requires. */
  record Entry(int requirementClass, Claimable job) {}

  private void remove(Entry entry) {
    TreeSet<Claimable> jobs = byClass.get(entry.requirementClass);
    if (jobs != null && jobs.remove(entry.job)) {
      size.decrementAndGet();
      countByGraph.computeIfPresent(entry.job.graph(), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /** The graphs of the first {@code max} jobs of each class. */
  Set<Long> firstGraphs(int[] classes, int max) {
    lock.lock();
    try {
      Set<Long> graphs = new HashSet<>();
      for (int requirementClass : classes) {
        TreeSet<Claimable> jobs = byClass.get(requirementClass);
        if (jobs != null) {
          int seen = 0;
          for (Claimable job : jobs) {
            graphs.add(job.graph());
            if (++seen == max) {
              break;
            }
          }
        }
      }
      return graphs;
    } finally {
      lock.unlock();
    }
  }

  /** Jobs that are counted before another one: counting holds up whoever claims. */
  static final int COUNTED_MAX = 10_000;

  /**
   * How many jobs of some classes come before a job, at most {@link #COUNTED_MAX}; -1 if it is not
   * here.
   */
  int before(int[] classes, int ofClass, Claimable job) {
    lock.lock();
    try {
      TreeSet<Claimable> own = byClass.get(ofClass);
      if (own == null || !own.contains(job)) {
        return -1;
      }
      int count = 0;
      for (int requirementClass : classes) {
        TreeSet<Claimable> jobs = byClass.get(requirementClass);
        if (jobs != null) {
          for (Claimable other : jobs) {
            if (other.compareTo(job) >= 0 || count == COUNTED_MAX) {
              break;
            }
            count++;
          }
        }
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a job of one of these classes is there. */
  boolean hasAny(int[] classes) {
    lock.lock();
    try {
      for (int requirementClass : classes) {
        TreeSet<Claimable> jobs = byClass.get(requirementClass);
        if (jobs != null && !jobs.isEmpty()) {
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all jobs of a graph: it was paused, or its order changed. */
  void drop(long graph) {
    drop(Set.of(graph));
  }

  /** Forgets all jobs of some graphs, in one pass over everything. */
  void drop(Set<Long> graphs) {
    if (graphs.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      for (TreeSet<Claimable> jobs : byClass.values()) {
        int before = jobs.size();
        jobs.removeIf(job -> graphs.contains(job.graph()));
        size.addAndGet(jobs.size() - before);
      }
      countByGraph.keySet().removeAll(graphs);
      later.removeIf(entry -> graphs.contains(entry.job.graph()));
    } finally {
      lock.unlock();
    }
  }

  /** How many jobs of each graph may be claimed now. */
  Map<Long, Integer> counts() {
    lock.lock();
    try {
      return Map.copyOf(countByGraph);
    } finally {
      lock.unlock();
    }
  }

  int size() {
    return size.get();
  }
}
