package croft.core.plan;

import croft.core.graph.JobGraph;
import java.util.Arrays;

/**
 * One play of a graph on so many slots in a given order, made to be repeated many thousand times:
 * its arrays are kept. Not safe for use by several threads.
 */
final class Trial {
  private final int[] first;
  private final int[] target;
  private final int[] waitsFor;
  private final long[] duration;
  private final int slots;

  private final int[] left;
  private final long[] start;
  private final long[] end;
  private final IndexHeap ready;
  private final IndexHeap running;

  private Trial(int[] first, int[] target, long[] duration, int slots) {
    int size = duration.length;
    this.first = first;
    this.target = target;
    this.duration = duration;
    this.slots = slots;
    this.waitsFor = new int[size];
    for (int to : target) {
      waitsFor[to]++;
    }
    this.left = new int[size];
    this.start = new long[size];
    this.end = new long[size];
    this.ready = new IndexHeap(size);
    this.running = new IndexHeap(size);
  }

  static Trial forwards(JobGraph graph, long[] duration, int slots) {
    int[] first = new int[graph.size() + 1];
    int[] target = new int[graph.edges()];
    for (int job = 0; job < graph.size(); job++) {
      first[job + 1] = graph.lastEdge(job);
      for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
        target[edge] = graph.target(edge);
      }
    }
    return new Trial(first, target, duration, slots);
  }

  /** The same with all edges turned round. */
  static Trial backwards(JobGraph graph, long[] duration, int slots) {
    JobGraph.Incoming incoming = graph.incoming();
    int[] first = new int[graph.size() + 1];
    int[] target = new int[graph.edges()];
    for (int job = 0; job < graph.size(); job++) {
      first[job + 1] = incoming.last(job);
      for (int slot = incoming.first(job); slot < incoming.last(job); slot++) {
        target[slot] = incoming.source(slot);
      }
    }
    return new Trial(first, target, duration, slots);
  }

  /**
   * Plays it.
   *
   * @param order of the ready jobs, that with the smallest value is started first
   * @return the time until the last job ends
   */
  long run(double[] order) {
    System.arraycopy(waitsFor, 0, left, 0, left.length);
    double[] ends = new double[end.length];
    for (int job = 0; job < left.length; job++) {
      if (left[job] == 0) {
        ready.add(job, order);
      }
    }
    long now = 0;
    while (true) {
      while (!ready.isEmpty() && running.size() < slots) {
        int job = ready.remove(order);
        start[job] = now;
        end[job] = now + duration[job];
        ends[job] = end[job];
        running.add(job, ends);
      }
      if (running.isEmpty()) {
        return now;
      }
      now = end[running.first()];
      while (!running.isEmpty() && end[running.first()] == now) {
        int job = running.remove(ends);
        for (int edge = first[job]; edge < first[job + 1]; edge++) {
          if (--left[target[edge]] == 0) {
            ready.add(target[edge], order);
          }
        }
      }
    }
  }

  /** When a job started in the last play. */
  long start(int job) {
    return start[job];
  }

  /** A heap of numbers by a value that each has outside; ties go to the smaller number. */
  private static final class IndexHeap {
    private int[] heap;
    private int size;

    IndexHeap(int capacity) {
      this.heap = new int[Math.max(1, Math.min(capacity, 1_024))];
    }

    boolean isEmpty() {
      return size == 0;
    }

    int size() {
      return size;
    }

    int first() {
      return heap[0];
    }

    void add(int item, double[] value) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      int at = size++;
      while (at > 0) {
        int above = (at - 1) >> 1;
        if (!before(item, heap[above], value)) {
          break;
        }
        heap[at] = heap[above];
        at = above;
      }
      heap[at] = item;
    }

    int remove(double[] value) {
      int top = heap[0];
      int moved = heap[--size];
      int at = 0;
      while (true) {
        int below = 2 * at + 1;
        if (below >= size) {
          break;
        }
        if (below + 1 < size && before(heap[below + 1], heap[below], value)) {
          below++;
        }
        if (!before(heap[below], moved, value)) {
          break;
        }
        heap[at] = heap[below];
        at = below;
      }
      heap[at] = moved;
      return top;
    }

    private static boolean before(int one, int other, double[] value) {
      return value[one] < value[other] || (value[one] == value[other] && one < other);
    }
  }
}
