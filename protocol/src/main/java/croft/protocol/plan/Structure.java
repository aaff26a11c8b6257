package croft.protocol.plan;

import croft.protocol.graphfile.BarrierSpec;
import croft.protocol.graphfile.DependencyKind;
import croft.protocol.graphfile.Edges;
import croft.protocol.graphfile.Finalizer;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.JoinSpec;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What waits for what, in arrays: the jobs of a graph, one node for each of its joins, one gate for
 * each set of barriers that some jobs are under, and one gate for the end of all that finalizers
 * wait for. Predecessors only; successors are counted out where they are needed.
 */
final class Structure {
  private final GraphSpec graph;

  /** Jobs, then joins, then gates. */
  private final int size;

  private final int jobs;
  private final int firstGate;
  private int[] starts;
  private int[] before;

  /** Edges as they come, before they are sorted into the arrays. */
  private int[] edgeTo = new int[1024];

  private int[] edgeFrom = new int[1024];
  private int edges;

  private Structure(GraphSpec graph, boolean withGates) {
    this.graph = graph;
    this.jobs = graph.jobCount();
    this.firstGate = jobs + graph.joins().size();
    for (int job = 0; job < jobs; job++) {
      Edges dependencies = graph.dependencies(job);
      for (int i = 0; i < dependencies.size(); i++) {
        edge(dependencies.target(i), job);
      }
    }
    for (int j = 0; j < graph.joins().size(); j++) {
      JoinSpec join = graph.joins().get(j);
      for (int i = 0; i < join.members().size(); i++) {
        edge(join.members().target(i), jobs + j);
      }
      edge(jobs + j, join.job());
    }
    this.starts = new int[0];
    this.before = new int[0];
    sort(firstGate);
    int nodes = firstGate;
    if (withGates) {
      nodes = graph.barriers().isEmpty() ? nodes : barriers(nodes);
      nodes = finalizers(nodes);
      sort(nodes);
    }
    this.size = nodes;
  }

  static Structure of(GraphSpec graph) {
    return new Structure(graph, true);
  }

  /** Without barriers and the end that finalizers wait for: what the file's author wrote. */
  static Structure ofDependencies(GraphSpec graph) {
    return new Structure(graph, false);
  }

  int size() {
    return size;
  }

  boolean isJob(int node) {
    return node < jobs;
  }

  boolean isJoin(int node) {
    return node >= jobs && node < firstGate;
  }

  JoinSpec join(int node) {
    return graph.joins().get(node - jobs);
  }

  /** Where the nodes that one waits for start in {@link #before}. */
  int first(int node) {
    return starts[node];
  }

  int last(int node) {
    return starts[node + 1];
  }

  int before(int at) {
    return before[at];
  }

  private void edge(int from, int to) {
    if (edges == edgeTo.length) {
      edgeTo = Arrays.copyOf(edgeTo, edges * 2);
      edgeFrom = Arrays.copyOf(edgeFrom, edges * 2);
    }
    edgeFrom[edges] = from;
    edgeTo[edges++] = to;
  }

  private void sort(int nodes) {
    starts = new int[nodes + 1];
    for (int e = 0; e < edges; e++) {
      starts[edgeTo[e] + 1]++;
    }
    for (int node = 0; node < nodes; node++) {
      starts[node + 1] += starts[node];
    }
    int[] next = Arrays.copyOf(starts, nodes);
    before = new int[edges];
    for (int e = 0; e < edges; e++) {
      before[next[edgeTo[e]]++] = edgeFrom[e];
    }
  }

  private boolean isFinalizer(int job) {
    return graph.job(job).finalizer() != Finalizer.NO;
  }

  /** One gate for each set of barriers, as m barriers over n jobs would be m × n edges. */
  private int barriers(int nodes) {
    int next = nodes;
    var isBarrier = new BitSet();
    graph.barriers().forEach(barrier -> isBarrier.set(barrier.job()));
    var under = new BitSet[jobs];
    for (int b = 0; b < graph.barriers().size(); b++) {
      BarrierSpec barrier = graph.barriers().get(b);
      if (!graph.job(barrier.job()).active()) {
        continue; // An inactive barrier holds nothing up.
      }
      BitSet ancestors = ancestors(barrier.job());
      int[] members = barrier.members();
      int count = members == null ? jobs : members.length;
      for (int i = 0; i < count; i++) {
        int job = members == null ? i : members[i];
        if (!isBarrier.get(job) && !ancestors.get(job) && !isFinalizer(job)) {
          under[job] = under[job] == null ? new BitSet() : under[job];
          under[job].set(b);
        }
      }
    }
    Map<BitSet, Integer> gates = new HashMap<>();
    for (int job = 0; job < jobs; job++) {
      if (under[job] != null) {
        Integer gate = gates.get(under[job]);
        if (gate == null) {
          gate = next++;
          gates.put(under[job], gate);
          for (int b = under[job].nextSetBit(0); b >= 0; b = under[job].nextSetBit(b + 1)) {
            edge(graph.barriers().get(b).job(), gate);
          }
        }
        edge(gate, job);
      }
    }
    return next;
  }

  private int finalizers(int nodes) {
    int gate = -1;
    for (int job = 0; job < jobs; job++) {
      if (isFinalizer(job)) {
        gate = nodes;
        edge(gate, job);
      }
    }
    for (int job = 0; gate >= 0 && job < jobs; job++) {
      if (!isFinalizer(job)) {
        edge(job, gate);
      }
    }
    return gate < 0 ? nodes : nodes + 1;
  }

  /** The jobs that one waits for, directly or not; itself not included, unless in a cycle. */
  BitSet ancestors(int job) {
    return reach(job, starts, before);
  }

  private static BitSet reach(int from, int[] starts, int[] next) {
    var reached = new BitSet();
    int[] stack = new int[64];
    int top = 0;
    stack[top++] = from;
    while (top > 0) {
      int node = stack[--top];
      for (int at = starts[node]; at < starts[node + 1]; at++) {
        if (!reached.get(next[at])) {
          reached.set(next[at]);
          if (top == stack.length) {
            stack = Arrays.copyOf(stack, top * 2);
          }
          stack[top++] = next[at];
        }
      }
    }
    return reached;
  }

  /** The other direction. */
  record Successors(int[] starts, int[] after) {
    /** What waits for a node, directly or not. */
    BitSet descendants(int node) {
      return reach(node, starts, after);
    }
  }

  Successors successors() {
    int[] begin = new int[size + 1];
    for (int from : before) {
      begin[from + 1]++;
    }
    for (int node = 0; node < size; node++) {
      begin[node + 1] += begin[node];
    }
    int[] next = Arrays.copyOf(begin, size);
    int[] after = new int[before.length];
    for (int node = 0; node < size; node++) {
      for (int at = starts[node]; at < starts[node + 1]; at++) {
        after[next[before[at]]++] = node;
      }
    }
    return new Successors(begin, after);
  }

  /** All nodes, each after those that it waits for; shorter than {@link #size} when in cycles. */
  int[] order(Successors successors) {
    int[] waits = new int[size];
    int[] order = new int[size];
    int end = 0;
    for (int node = 0; node < size; node++) {
      waits[node] = starts[node + 1] - starts[node];
      if (waits[node] == 0) {
        order[end++] = node;
      }
    }
    for (int at = 0; at < end; at++) {
      int node = order[at];
      for (int i = successors.starts[node]; i < successors.starts[node + 1]; i++) {
        if (--waits[successors.after[i]] == 0) {
          order[end++] = successors.after[i];
        }
      }
    }
    return end == size ? order : Arrays.copyOf(order, end);
  }

  /** Jobs of one cycle, each waiting for the one before it and the first for the last. */
  int[] cycle(int[] order) {
    var done = new BitSet();
    for (int node : order) {
      done.set(node);
    }
    // Every node that is left waits for one that is left: walking back must come round.
    int node = done.nextClearBit(0);
    var walked = new HashMap<Integer, Integer>();
    int[] way = new int[size + 1];
    int length = 0;
    while (!walked.containsKey(node)) {
      walked.put(node, length);
      way[length++] = node;
      int at = starts[node];
      while (done.get(before[at])) {
        at++;
      }
      node = before[at];
    }
    int first = walked.getOrDefault(node, 0);
    int[] cycle = new int[length - first];
    int count = 0;
    for (int i = length - 1; i >= first; i--) {
      if (isJob(way[i])) {
        cycle[count++] = way[i];
      }
    }
    return Arrays.copyOf(cycle, count);
  }

  /** Whether a job needs a direct dependency, so that it is inactive when that is. */
  static boolean isNeed(Edges edges, int i) {
    return edges.kind(i) == DependencyKind.NEEDS;
  }
}
