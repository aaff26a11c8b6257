package croft.core.graph;

import java.util.function.IntPredicate;

/** Which jobs can be reached from others along edges. */
public final class Reach {
  private Reach() {}

  /**
   * What follows some jobs by needs and barriers, through joins; order without need does not lead
   * on.
   *
   * @param through whether the way leads through, and includes, a job that it meets
   * @return whether each job follows; the jobs themselves only where one follows another
   */
  public static boolean[] downstream(JobGraph graph, int[] jobs, IntPredicate through) {
    boolean[] reached = new boolean[graph.size()];
    int[] stack = new int[graph.size() + jobs.length];
    int depth = 0;
    for (int job : jobs) {
      stack[depth++] = job;
    }
    while (depth > 0) {
      int job = stack[--depth];
      for (int edge = graph.firstEdge(job); edge < graph.lastEdge(job); edge++) {
        int to = graph.target(edge);
        boolean leads =
            switch (graph.rule(edge).kind()) {
              case NEEDS, BARRIER -> true;
              case AFTER -> false;
            };
        if (leads && !reached[to] && through.test(to)) {
          reached[to] = true;
          stack[depth++] = to;
        }
      }
    }
    return reached;
  }

  /** Whether each job is waited for by {@code job}, directly or through others, by any edge. */
  public static boolean[] ancestors(JobGraph graph, JobGraph.Incoming incoming, int job) {
    return upstream(graph, incoming, new int[] {job}, false);
  }

  /**
   * Whether {@code job} needs each job, directly, through joins (every member) or through others.
   */
  public static boolean[] needed(JobGraph graph, JobGraph.Incoming incoming, int job) {
    return upstream(graph, incoming, new int[] {job}, true);
  }

  /**
   * Whether one of {@code jobs} needs each job, as {@link #needed(JobGraph, JobGraph.Incoming,
   * int)}.
   */
  public static boolean[] needed(JobGraph graph, JobGraph.Incoming incoming, int[] jobs) {
    return upstream(graph, incoming, jobs, true);
  }

  private static boolean[] upstream(
      JobGraph graph, JobGraph.Incoming incoming, int[] jobs, boolean needsOnly) {
    boolean[] reached = new boolean[graph.size()];
    int[] stack = new int[graph.size() + jobs.length];
    int depth = 0;
    for (int job : jobs) {
      stack[depth++] = job;
    }
    while (depth > 0) {
      int at = stack[--depth];
      for (int slot = incoming.first(at); slot < incoming.last(at); slot++) {
        int from = incoming.source(slot);
        boolean leads = !needsOnly || graph.rule(incoming.edge(slot)).kind() == EdgeRule.Kind.NEEDS;
        if (leads && !reached[from]) {
          reached[from] = true;
          stack[depth++] = from;
        }
      }
    }
    return reached;
  }
}
