package croft.server.decide;

import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.protocol.json.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a decision is about, as digests: whoever approves a breakpoint approves that what follows it
 * does just this, with just those results. Pure.
 *
 * <p>Joins are described by what is inside them, not by their numbers: an edit that resolves a glob
 * anew and finds the same jobs changes nothing.
 */
final class Evidence {
  private final JobGraph graph;
  private final JobGraph.Incoming incoming;
  private final IntUnaryOperator flags;
  private final @Nullable String[] definitions;
  private final Map<Integer, String> joins = new HashMap<>();

  /**
   * The evidence of a graph.
   *
   * @param flags of each job and join
   * @param definitions the digest of what each job does; null for joins
   */
  Evidence(JobGraph graph, IntUnaryOperator flags, @Nullable String[] definitions) {
    this.graph = graph;
    this.incoming = graph.incoming();
    this.flags = flags;
    this.definitions = definitions;
  }

  /**
   * The digest of all that an edit can change: what the breakpoint itself says, what the jobs do
   * that it waits for, and what those do, and wait for, that follow it over any number of edges.
   */
  String covers(int job) {
    MessageDigest sha256 = Digest.sha256();
    update(sha256, "breakpoint " + job + " " + definitions[job]);
    for (int before : dependencies(job)) {
      update(sha256, "after " + before + " " + definitions[before]);
    }
    BitSet follow = followers(job);
    for (int next = follow.nextSetBit(0); next >= 0; next = follow.nextSetBit(next + 1)) {
      if (!isJoin(next)) {
        int properties = flags.applyAsInt(next) & JobFlags.PROPERTIES;
        update(sha256, "job " + next + " " + definitions[next] + " " + properties);
        edges(next).forEach(edge -> update(sha256, edge));
      }
    }
    return Digest.of(sha256).text();
  }

  /**
   * The whole digest.
   *
   * @param covers of the job, from {@link #covers}
   * @param attempt the number of each job's newest attempt
   */
  String digest(int job, String covers, IntUnaryOperator attempt) {
    MessageDigest sha256 = Digest.sha256();
    update(sha256, covers);
    for (int before : dependencies(job)) {
      update(sha256, before + " " + attempt.applyAsInt(before));
    }
    return Digest.of(sha256).text();
  }

  /** The jobs that a job waits for directly, joins looked through; ascending, each once. */
  int[] dependencies(int job) {
    BitSet found = new BitSet();
    BitSet seen = new BitSet();
    List<Integer> stack = new ArrayList<>(List.of(job));
    while (!stack.isEmpty()) {
      int at = stack.removeLast();
      for (int slot = incoming.first(at); slot < incoming.last(at); slot++) {
        int source = incoming.source(slot);
        if (!isJoin(source)) {
          found.set(source);
        } else if (!seen.get(source)) {
          seen.set(source);
          stack.add(source);
        }
      }
    }
    return found.stream().toArray();
  }

  private BitSet followers(int job) {
    BitSet reached = new BitSet();
    int[] stack = new int[graph.size()];
    int depth = 0;
    stack[depth++] = job;
    while (depth > 0) {
      int at = stack[--depth];
      for (int edge = graph.firstEdge(at); edge < graph.lastEdge(at); edge++) {
        int target = graph.target(edge);
        if (!reached.get(target)) {
          reached.set(target);
          stack[depth++] = target;
        }
      }
    }
    return reached;
  }

  /** Each edge to a job or join as a text, in an order that does not depend on storage. */
  private List<String> edges(int to) {
    List<String> edges = new ArrayList<>();
    for (int slot = incoming.first(to); slot < incoming.last(to); slot++) {
      int source = incoming.source(slot);
      edges.add(
          (isJoin(source) ? join(source) : Integer.toString(source))
              + " "
              + graph.rule(incoming.edge(slot)).code());
    }
    Collections.sort(edges);
    return edges;
  }

  /** Joins are few levels deep: k of n, under a gate of barriers. */
  private String join(int join) {
    String known = joins.get(join);
    if (known == null) {
      MessageDigest sha256 = Digest.sha256();
      update(sha256, graph.required(join) + " of");
      edges(join).forEach(edge -> update(sha256, edge));
      known = HexFormat.of().formatHex(Arrays.copyOf(sha256.digest(), 16));
      joins.put(join, known);
    }
    return known;
  }

  private boolean isJoin(int job) {
    return JobFlags.has(flags.applyAsInt(job), JobFlags.JOIN);
  }

  private static void update(MessageDigest digest, String line) {
    digest.update(line.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
  }

  /** How many attempts are named beside a decision, so that it can be said what ran again. */
  static final int SEEN_MAX = 100;

  /** The attempts of what a job waits for, by key: the first of them. */
  SortedMap<String, Integer> seen(
      int job,
      IntUnaryOperator attempt,
      java.util.function.Function<int[], Map<Integer, String>> keys) {
    int[] before = Arrays.stream(dependencies(job)).limit(SEEN_MAX).toArray();
    SortedMap<String, Integer> seen = new TreeMap<>();
    keys.apply(before).forEach((number, key) -> seen.put(key, attempt.applyAsInt(number)));
    return seen;
  }
}
