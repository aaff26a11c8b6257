package croft.core.graph;

/** How much work lies on the longest way from each job to the end of its graph. */
public final class Ranks {
  private Ranks() {}

  /**
   * The longest remaining path of each job, its own duration included, in the unit of the
   * durations. Serving the longest first keeps the makespan close to the critical path (Graham,
   * "Bounds on Multiprocessing Timing Anomalies", 1969: any list order is within 2 − 1/m of the
   * optimum).
   *
   * @param duration what each job is expected to take; joins count as nothing; not negative
   */
  public static long[] longestPaths(JobGraph graph, long[] duration) {
    long[] rank = new long[graph.size()];
    int[] order = graph.order();
    for (int at = order.length - 1; at >= 0; at--) {
      int job = order[at];
      long behind = 0;
      for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
        behind = Math.max(behind, rank[graph.target(edge)]);
      }
      rank[job] = duration[job] + behind;
    }
    return rank;
  }
}
