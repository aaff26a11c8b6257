package croft.core.plan;

import croft.core.graph.JobGraph;
import croft.core.graph.Ranks;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Plays a graph's remaining jobs through in the claim order, on so many slots, on the assumption
 * that each takes as long as expected and succeeds: list scheduling (Graham 1969).
 */
public final class ListSchedule {
  private record Ending(long at, int job) {}

  private ListSchedule() {}

  /**
   * How long it takes from now until the last job ends, in the unit of the durations.
   *
   * @param left what each job still takes; 0 for joins
   * @param part whether each job is still to be done, or is running
   * @param running whether it has a slot already; such jobs may be more than there are slots
   * @param slots jobs that can run at once; at least 1
   */
  public static long makespan(
      JobGraph graph, long[] left, boolean[] part, boolean[] running, int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("slots must be at least 1, was " + slots);
    }
    long[] rank = Ranks.longestPaths(graph, left);
    int[] waitsFor = new int[graph.size()];
    for (int job = 0; job < graph.size(); job++) {
      for (int edge = graph.firstEdge(job); part[job] && edge < graph.lastEdge(job); edge++) {
        waitsFor[graph.target(edge)]++;
      }
    }
    PriorityQueue<Integer> ready =
        new PriorityQueue<>(
            Comparator.<Integer>comparingLong(job -> -rank[job]).thenComparing(job -> job));
    PriorityQueue<Ending> endings = new PriorityQueue<>(Comparator.comparingLong(Ending::at));
    for (int job = 0; job < graph.size(); job++) {
      if (part[job] && running[job]) {
        endings.add(new Ending(left[job], job));
      } else if (part[job] && waitsFor[job] == 0) {
        ready.add(job);
      }
    }
    long now = 0;
    while (!ready.isEmpty() || !endings.isEmpty()) {
      while (!ready.isEmpty() && endings.size() < slots) {
        int job = ready.remove();
        endings.add(new Ending(now + left[job], job));
      }
      Ending next = endings.remove();
      now = Math.max(now, next.at);
      for (int edge = graph.firstEdge(next.job); edge < graph.lastEdge(next.job); edge++) {
        int to = graph.target(edge);
        if (part[to] && --waitsFor[to] == 0 && !running[to]) {
          ready.add(to);
        }
      }
    }
    return now;
  }
}
