package croft.core.graph;

import java.util.Arrays;

/**
 * The jobs of a graph and the edges between them, without any state. Jobs are numbered from 0; the
 * hidden joins have numbers too. Immutable and safe for use by several threads.
 *
 * <p>Edges are kept at the job that they lead <em>from</em> in the order of events (the job that is
 * waited for), as compressed rows: a graph of a million jobs and three million edges takes about 25
 * MB.
 */
public final class JobGraph {
  private final int size;
  private final int[] required;
  private final int[] start;
  private final int[] target;
  private final byte[] rule;
  private volatile int @org.jspecify.annotations.Nullable [] position;

  private JobGraph(int size, int[] required, int[] start, int[] target, byte[] rule) {
    this.size = size;
    this.required = required;
    this.start = start;
    this.target = target;
    this.rule = rule;
  }

  /** How many jobs there are, joins included. */
  public int size() {
    return size;
  }

  /** How many edges there are, those of joins included. */
  public int edges() {
    return target.length;
  }

  /** How many edges of {@code job} must be satisfied: all, or a join's k. */
  public int required(int job) {
    return required[job];
  }

  /** The first index, for {@link #target} and {@link #rule}, of the edges to what waits for it. */
  public int firstEdge(int job) {
    return start[job];
  }

  /** The index behind the last edge of {@code job}. */
  public int lastEdge(int job) {
    return start[job + 1];
  }

  /** How many jobs wait for {@code job}. */
  public int dependents(int job) {
    return start[job + 1] - start[job];
  }

  /** The job that waits, of the edge with this index. */
  public int target(int edge) {
    return target[edge];
  }

  /** What the edge with this index asks for. */
  public EdgeRule rule(int edge) {
    return EdgeRule.ofCode(rule[edge]);
  }

  /** The edge from {@code job} to {@code dependent}, or -1. Scans the edges of {@code job}. */
  public int edgeBetween(int job, int dependent) {
    for (int edge = start[job]; edge < start[job + 1]; edge++) {
      if (target[edge] == dependent) {
        return edge;
      }
    }
    return -1;
  }

  /** The same edges seen from the job that waits: for explanations and closures. */
  public Incoming incoming() {
    int[] first = new int[size + 1];
    for (int to : target) {
      first[to + 1]++;
    }
    for (int job = 0; job < size; job++) {
      first[job + 1] += first[job];
    }
    int[] fill = Arrays.copyOf(first, size);
    int[] source = new int[target.length];
    int[] edge = new int[target.length];
    for (int job = 0; job < size; job++) {
      for (int e = start[job]; e < start[job + 1]; e++) {
        int slot = fill[target[e]]++;
        source[slot] = job;
        edge[slot] = e;
      }
    }
    return new Incoming(first, source, edge);
  }

  /**
   * A place in an order in which every job comes after all that it waits for; computed once.
   *
   * @throws IllegalStateException if there is a cycle ({@link Cycle#find} names it)
   */
  public int position(int job) {
    int[] positions = position;
    if (positions == null) {
      positions = positions();
      position = positions;
    }
    return positions[job];
  }

  /** The jobs in an order in which every job comes after all that it waits for. */
  public int[] order() {
    int[] waitsFor = new int[size];
    for (int to : target) {
      waitsFor[to]++;
    }
    int[] order = new int[size];
    int filled = 0;
    for (int job = 0; job < size; job++) {
      if (waitsFor[job] == 0) {
        order[filled++] = job;
      }
    }
    for (int next = 0; next < filled; next++) {
      int job = order[next];
      for (int edge = start[job]; edge < start[job + 1]; edge++) {
        if (--waitsFor[target[edge]] == 0) {
          order[filled++] = target[edge];
        }
      }
    }
    if (filled < size) {
      throw new IllegalStateException("the graph has a cycle");
    }
    return order;
  }

  private int[] positions() {
    int[] order = order();
    int[] positions = new int[size];
    for (int at = 0; at < size; at++) {
      positions[order[at]] = at;
    }
    return positions;
  }

  /** Edges by the job that waits; see {@link JobGraph#incoming()}. */
  public static final class Incoming {
    private final int[] first;
    private final int[] source;
    private final int[] edge;

    private Incoming(int[] first, int[] source, int[] edge) {
      this.first = first;
      this.source = source;
      this.edge = edge;
    }

    /** The first slot of {@code job}. */
    public int first(int job) {
      return first[job];
    }

    /** The slot behind the last of {@code job}. */
    public int last(int job) {
      return first[job + 1];
    }

    /** The job that is waited for. */
    public int source(int slot) {
      return source[slot];
    }

    /** The edge's index in the graph. */
    public int edge(int slot) {
      return edge[slot];
    }
  }

  /** Collects jobs and edges. Not safe for use by several threads. */
  public static final class Builder {
    private int size;
    private int count;
    private int[] required = new int[16];
    private int[] from = new int[16];
    private int[] to = new int[16];
    private byte[] rule = new byte[16];

    /** Adds a job that requires all of its edges; returns its number. */
    public int job() {
      return add(-1);
    }

    /**
     * Adds a hidden join that requires {@code k} of its edges; returns its number.
     *
     * @param k at least 0; -1 means all
     */
    public int join(int k) {
      return add(k);
    }

    private int add(int k) {
      if (size == required.length) {
        required = Arrays.copyOf(required, size * 2);
      }
      required[size] = k;
      return size++;
    }

    /**
     * Adds an edge: {@code dependent} waits for {@code job}. One per pair; the caller sees to it.
     */
    public Builder edge(int job, int dependent, EdgeRule demand) {
      if (job < 0 || job >= size || dependent < 0 || dependent >= size) {
        throw new IllegalArgumentException(
            "edge " + job + " -> " + dependent + " in a graph of " + size + " jobs");
      }
      if (count == from.length) {
        from = Arrays.copyOf(from, count * 2);
        to = Arrays.copyOf(to, count * 2);
        rule = Arrays.copyOf(rule, count * 2);
      }
      from[count] = job;
      to[count] = dependent;
      rule[count++] = demand.code();
      return this;
    }

    public int size() {
      return size;
    }

    public int edges() {
      return count;
    }

    /** The finished graph; the builder can go on. A cycle is not looked for: see {@link Cycle}. */
    public JobGraph build() {
      int[] start = new int[size + 1];
      int[] waitsFor = new int[size];
      for (int edge = 0; edge < count; edge++) {
        start[from[edge] + 1]++;
        waitsFor[to[edge]]++;
      }
      for (int job = 0; job < size; job++) {
        start[job + 1] += start[job];
      }
      int[] fill = Arrays.copyOf(start, size);
      int[] target = new int[count];
      byte[] rules = new byte[count];
      for (int edge = 0; edge < count; edge++) {
        int slot = fill[from[edge]]++;
        target[slot] = to[edge];
        rules[slot] = rule[edge];
      }
      int[] need = new int[size];
      for (int job = 0; job < size; job++) {
        need[job] = required[job] < 0 ? waitsFor[job] : required[job];
      }
      return new JobGraph(size, need, start, target, rules);
    }
  }
}
