package croft.core.graph;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Jobs to look at, each once, what others wait for first: so a cascade looks at every job only when
 * all that it waits for has settled, and its cost is linear instead of exponential.
 */
final class JobQueue {
  private final JobGraph graph;
  private final BitSet queued = new BitSet();
  private int[] heap = new int[16];
  private int size;

  JobQueue(JobGraph graph) {
    this.graph = graph;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(int job) {
    if (queued.get(job)) {
      return;
    }
    queued.set(job);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    int at = size++;
    while (at > 0 && isBefore(job, heap[(at - 1) / 2])) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = job;
  }

  int remove() {
    int first = heap[0];
    queued.clear(first);
    int last = heap[--size];
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], last)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return first;
  }

  private boolean isBefore(int one, int other) {
    return graph.position(one) < graph.position(other);
  }
}
