package croft.core.graph;

import croft.core.job.JobFlags;
import java.util.function.IntPredicate;

/** Which jobs go inactive together: an inactive job takes along those that cannot do without it. */
final class Activation {
  private Activation() {}

  /**
   * All jobs that go inactive with some: a job that needs one of them, or a join of which too few
   * members are left, goes, too. Barriers and order do not count.
   *
   * @param inactive whether each job is inactive already; what lacks one of these is not looked for
   * @param now whether each job goes inactive now
   * @param canTurn whether a job may become inactive by this: one that started stays, and with it
   *     those that need it
   * @return a new array of those that go inactive; joins are never marked
   */
  static boolean[] closure(
      JobGraph graph, int[] flags, boolean[] inactive, boolean[] now, IntPredicate canTurn) {
    boolean[] lacking = new boolean[graph.size()];
    int[] left = new int[graph.size()];
    for (int job = 0; job < graph.size(); job++) {
      for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
        left[graph.target(edge)]++;
      }
    }
    // First the joins that lack members as things are, so that only what lacks more now goes.
    spread(graph, flags, inactive, lacking, left, job -> false);
    return spread(graph, flags, now, lacking, left, canTurn);
  }

  /** Marks what lacks the jobs in {@code from}; returns them and the jobs that turned. */
  private static boolean[] spread(
      JobGraph graph,
      int[] flags,
      boolean[] from,
      boolean[] lacking,
      int[] left,
      IntPredicate canTurn) {
    boolean[] off = from.clone();
    int[] stack = new int[graph.size()];
    int depth = 0;
    for (int job = 0; job < graph.size(); job++) {
      if (from[job]) {
        lacking[job] = true;
        stack[depth++] = job;
      }
    }
    while (depth > 0) {
      int job = stack[--depth];
      for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
        int to = graph.target(edge);
        if (graph.rule(edge).kind() != EdgeRule.Kind.NEEDS || lacking[to]) {
          continue;
        }
        if (--left[to] >= graph.required(to)) {
          continue; // A join that has enough other members.
        }
        boolean join = JobFlags.has(flags[to], JobFlags.JOIN);
        if (join || canTurn.test(to)) {
          lacking[to] = true;
          off[to] = !join;
          stack[depth++] = to;
        }
      }
    }
    return off;
  }
}
