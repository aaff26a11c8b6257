package croft.core.graph;

import java.util.Arrays;

/** Finds a cycle and names it. */
public final class Cycle {
  private static final byte UNSEEN = 0;
  private static final byte ON_PATH = 1;
  private static final byte DONE = 2;

  private Cycle() {}

  /**
   * One cycle of the graph, each job waiting for the one before it and the first for the last;
   * empty if there is none. O(jobs + edges), without recursion: a chain of a million jobs is fine.
   */
  public static int[] find(JobGraph graph) {
    byte[] mark = new byte[graph.size()];
    int[] path = new int[graph.size()];
    int[] nextEdge = new int[graph.size()];
    for (int root = 0; root < graph.size(); root++) {
      if (mark[root] != UNSEEN) {
        continue;
      }
      int depth = 0;
      path[0] = root;
      mark[root] = ON_PATH;
      nextEdge[root] = graph.firstEdge(root);
      while (depth >= 0) {
        int job = path[depth];
        if (nextEdge[job] == graph.lastEdge(job)) {
          mark[job] = DONE;
          depth--;
          continue;
        }
        int to = graph.target(nextEdge[job]++);
        if (mark[to] == ON_PATH) {
          int from = depth;
          while (path[from] != to) {
            from--;
          }
          return Arrays.copyOfRange(path, from, depth + 1);
        }
        if (mark[to] == UNSEEN) {
          mark[to] = ON_PATH;
          nextEdge[to] = graph.firstEdge(to);
          path[++depth] = to;
        }
      }
    }
    return new int[0];
  }
}
