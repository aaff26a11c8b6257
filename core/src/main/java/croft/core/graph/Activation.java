package croft.core.graph;

import croft.core.job.JobFlags;
import java.util.function.IntPredicate;

/** Which jobs go inactive together: an inactive job takes along those that cannot do without it. */
final class Activation {
  private Activation() {}

  /**
   * All jobs that are inactive if those marked are: a job that needs an inactive one, or a join of
   * which too few members are left, is inactive too. Barriers and order do not count.
   *
   * @param canTurn whether a job may become inactive by this: one that started stays, and with it
   *     those that need it
   * @return a new array; joins are never marked
   */
  static boolean[] closure(JobGraph graph, int[] flags, boolean[] inactive, IntPredicate canTurn) {
    boolean[] off = inactive.clone();
    boolean[] lacking = inactive.clone();
    int[] left = new int[graph.size()];
    for (int job = 0; job < graph.size(); job++) {
      for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
        left[graph.target(edge)]++;
      }
    }
    int[] stack = new int[graph.size()];
    int depth = 0;
    for (int job = 0; job < graph.size(); job++) {
      if (off[job]) {
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
