package croft.server.edit;

import croft.core.graph.EdgeRule;
import croft.core.graph.GraphEdit;
import croft.core.graph.JobGraph;
import croft.core.graph.Reach;
import croft.core.job.JobFlags;
import croft.protocol.graphfile.Glob;
import croft.protocol.json.Json;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * Hangs the jobs of an edited graph on the gates of its barriers, as at submission: each under the
 * gate of the barriers that mean it. What has started keeps the gate that it had.
 */
final class Gates {
  private static final TypeReference<List<String>> GLOBS = new TypeReference<>() {};

  private final GraphEdit edit;
  private final EditedJobs jobs;
  private final IntFunction<@Nullable String> barrier;
  private final Map<BitSet, Integer> gates = new HashMap<>();

  Gates(GraphEdit edit, EditedJobs jobs, IntFunction<@Nullable String> barrier) {
    this.edit = edit;
    this.jobs = jobs;
    this.barrier = barrier;
  }

  /** The graph with its gates right. */
  JobGraph hang() {
    JobGraph graph = edit.graph();
    List<Integer> barriers = new ArrayList<>();
    boolean any = false;
    for (int job = 0; job < edit.size(); job++) {
      if (edit.exists(job) && JobFlags.has(edit.flags(job), JobFlags.BARRIER)) {
        barriers.add(job);
      }
      any |= edit.exists(job) && edit.isGate(job);
    }
    if (barriers.isEmpty() && !any) {
      return graph;
    }
    Map<Integer, BitSet> under = under(graph, barriers);
    for (int job = 0; job < edit.size(); job++) {
      if (edit.exists(job) && edit.isGate(job)) {
        gates.put(members(job), job);
      }
    }
    for (int job = 0; job < edit.size(); job++) {
      if (edit.exists(job)
          && !JobFlags.has(edit.flags(job), JobFlags.JOIN)
          && edit.canRelink(job)) {
        hang(job, under.getOrDefault(job, new BitSet()));
      }
    }
    return edit.graph();
  }

  private BitSet members(int gate) {
    BitSet members = new BitSet();
    edit.waitsFor(gate).keySet().forEach(members::set);
    return members;
  }

  private void hang(int job, BitSet wanted) {
    Integer present = null;
    for (int from : edit.waitsFor(job).keySet()) {
      present = edit.isGate(from) ? Integer.valueOf(from) : present;
    }
    if (present != null && members(present).equals(wanted)) {
      return;
    }
    if (!wanted.isEmpty()) {
      edit.link(gates.computeIfAbsent(wanted, this::gate), job, EdgeRule.BARRIER);
    }
    if (present != null) {
      BitSet were = members(present);
      edit.unlinkGate(present, job);
      if (!edit.exists(present)) {
        gates.remove(were);
      }
    }
  }

  private int gate(BitSet barriers) {
    int gate = edit.addJoin(barriers.cardinality());
    barriers.stream().forEach(job -> edit.link(job, gate, EdgeRule.BARRIER));
    return gate;
  }

  /** The barriers that mean each job. */
  private Map<Integer, BitSet> under(JobGraph graph, List<Integer> barriers) {
    Map<Integer, BitSet> under = new HashMap<>();
    JobGraph.Incoming incoming = graph.incoming();
    for (int from : barriers) {
      String stored = barrier.apply(from);
      List<String> globs = stored == null ? List.of() : Json.readResponse(stored, GLOBS);
      List<Glob> patterns = globs.stream().filter(Glob::is).map(Glob::new).toList();
      boolean[] ancestors = Reach.ancestors(graph, incoming, from);
      for (int job = 0; job < edit.size(); job++) {
        boolean exempt =
            !edit.exists(job)
                || ancestors[job]
                || (edit.flags(job) & (JobFlags.JOIN | JobFlags.FINALIZER | JobFlags.BARRIER)) != 0
                || graph.edgeBetween(from, job) >= 0;
        if (!exempt && (globs.isEmpty() || means(globs, patterns, jobs.key(job)))) {
          under.computeIfAbsent(job, _ -> new BitSet()).set(from);
        }
      }
    }
    return under;
  }

  private static boolean means(List<String> texts, List<Glob> globs, String key) {
    return globs.stream().anyMatch(glob -> glob.matches(key))
        || texts.stream().anyMatch(text -> key.equals(text) || key.startsWith(text + "/"));
  }
}
