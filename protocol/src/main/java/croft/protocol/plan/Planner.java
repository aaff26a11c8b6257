package croft.protocol.plan;

import croft.protocol.graphfile.BarrierSpec;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.DependencySpec;
import croft.protocol.graphfile.Edges;
import croft.protocol.graphfile.Finalizer;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.JobKind;
import croft.protocol.graphfile.JobSpec;
import croft.protocol.graphfile.JoinSpec;
import croft.protocol.graphfile.Parameter;
import croft.protocol.graphfile.RemoteNeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works out what a graph would do. A planner is for one graph and one thread. */
public final class Planner {
  /** Jobs of a cycle that are named. */
  private static final int CYCLE_NAMED_MAX = 20;

  private final GraphSpec graph;
  private final Structure structure;
  private final @Nullable String[] inactive;
  private final int[] levels;

  /** Seconds from the graph's start until each node's end. */
  private final long[] ends;

  private final long[] starts;

  /** On the longest way to each node, the one before it; −1 for none. */
  private final int[] via;

  private Planner(GraphSpec graph) {
    this.graph = graph;
    this.structure = Structure.of(graph);
    this.inactive = new String[structure.size()];
    this.levels = new int[structure.size()];
    this.ends = new long[structure.size()];
    this.starts = new long[structure.size()];
    this.via = new int[structure.size()];
  }

  /** What came of it. */
  public sealed interface Planned {
    /** A plan, not compared with anything, and its expectations not looked at. */
    record Good(Plan plan) implements Planned {}

    /**
     * Some jobs wait for each other.
     *
     * @param keys each waits for the one before it, the first for the last; the first of them
     * @param count how many there are
     */
    record Cyclic(List<String> keys, int count) implements Planned {}
  }

  /** Plans a graph. */
  public static Planned plan(GraphSpec graph) {
    return new Planner(graph).plan();
  }

  private Planned plan() {
    int[] order = structure.order(structure.successors());
    if (order.length < structure.size()) {
      int[] cycle = structure.cycle(order);
      return new Planned.Cyclic(
          Arrays.stream(cycle).limit(CYCLE_NAMED_MAX).mapToObj(this::key).toList(), cycle.length);
    }
    for (int node : order) {
      visit(node);
    }
    List<PlannedJob> jobs = jobs();
    Map<String, String> parameters = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      parameters.put(parameter.name(), parameter.value());
    }
    int off = 0;
    int deepest = 0;
    int estimated = 0;
    for (PlannedJob job : jobs) {
      off += job.active() ? 0 : 1;
      deepest = job.active() ? Math.max(deepest, job.level()) : deepest;
      estimated += job.active() && job.estimateSeconds() != null ? 1 : 0;
    }
    return new Planned.Good(
        new Plan(
            graph.name(),
            graph.description(),
            parameters,
            jobs,
            graph.dependencyCount() + graph.remoteNeeds().size(),
            deepest,
            off,
            criticalPath(estimated),
            List.of(),
            null));
  }

  private String key(int job) {
    return graph.job(job).key();
  }

  private boolean isOff(int node) {
    return inactive[node] != null;
  }

  private void visit(int node) {
    via[node] = -1;
    if (structure.isJob(node)) {
      inactive[node] = inactiveBecause(node);
    } else if (structure.isJoin(node)) {
      joinEnds(node);
      return;
    }
    for (int at = structure.first(node); at < structure.last(node); at++) {
      int before = structure.before(at);
      if (isOff(before) && !isOff(node)) {
        continue; // What is inactive is not waited for.
      }
      levels[node] = Math.max(levels[node], levels[before]);
      // Of equal ways one with a job: a way that starts in a gate would be hard to explain.
      if (ends[before] > starts[node] || via[node] < 0) {
        via[node] = before;
        starts[node] = ends[before];
      }
    }
    ends[node] = starts[node];
    if (structure.isJob(node)) {
      levels[node]++;
      Long estimate = estimateSeconds(graph.job(node));
      ends[node] += estimate == null ? 0 : estimate;
    }
  }

  /** A join ends with the k-th of its members. */
  private void joinEnds(int node) {
    JoinSpec join = structure.join(node);
    List<Integer> members = new ArrayList<>();
    for (int at = structure.first(node); at < structure.last(node); at++) {
      int before = structure.before(at);
      levels[node] = Math.max(levels[node], levels[before]);
      if (!isOff(before)) {
        members.add(before);
      }
    }
    if (members.size() < join.atLeast()) {
      inactive[node] =
          "only %d of the %d jobs that it needs of %d are active"
              .formatted(members.size(), join.atLeast(), join.members().size());
      return;
    }
    members.sort((a, b) -> Long.compare(ends[a], ends[b]));
    via[node] = members.get(join.atLeast() - 1);
    ends[node] = ends[via[node]];
    starts[node] = ends[node];
  }

  private @Nullable String inactiveBecause(int job) {
    if (!graph.job(job).active()) {
      return "active: false";
    }
    Edges edges = graph.dependencies(job);
    for (int i = 0; i < edges.size(); i++) {
      if (Structure.isNeed(edges, i) && isOff(edges.target(i))) {
        return "needs " + key(edges.target(i)) + ", which is inactive";
      }
    }
    for (int at = structure.first(job); at < structure.last(job); at++) {
      if (structure.isJoin(structure.before(at)) && isOff(structure.before(at))) {
        return inactive[structure.before(at)];
      }
    }
    return null;
  }

  /** How long a job takes as far as the file says; null when it does not. */
  private static @Nullable Long estimateSeconds(JobSpec job) {
    Duration estimate = job.estimate();
    if (estimate != null) {
      return (estimate.toMillis() + 999) / 1_000;
    }
    return switch (job.kind()) {
      case JobKind.Timer.After(Duration delay) -> delay.toSeconds();
      case JobKind.Notify _ -> 0L;
      case JobKind.Script _, JobKind.Breakpoint _, JobKind.Timer.At _, JobKind.ChildGraph _ -> null;
    };
  }

  private Plan.CriticalPath criticalPath(int estimated) {
    int last = -1;
    for (int job = 0; job < graph.jobCount(); job++) {
      if (!isOff(job) && (last < 0 || ends[job] > ends[last])) {
        last = job;
      }
    }
    long seconds = last < 0 ? 0 : ends[last];
    List<String> keys = new ArrayList<>();
    for (int node = seconds == 0 ? -1 : last; node >= 0; node = via[node]) {
      if (structure.isJob(node)) {
        keys.addFirst(key(node));
      }
    }
    return new Plan.CriticalPath(seconds, keys, estimated);
  }

  private List<PlannedJob> jobs() {
    IdentityHashMap<Definition, String> digests = new IdentityHashMap<>();
    for (Definition definition : graph.definitions()) {
      digests.put(definition, definition.digest());
    }
    List<List<PlannedEdge>> joins = others();
    var barriers = new BitSet();
    for (BarrierSpec barrier : graph.barriers()) {
      barriers.set(barrier.job());
    }
    List<PlannedJob> jobs = new ArrayList<>(graph.jobCount());
    for (int job : byLevel()) {
      JobSpec spec = graph.job(job);
      jobs.add(
          new PlannedJob(
              job,
              spec.key(),
              spec.kind().word(),
              levels[job],
              !isOff(job),
              inactive[job],
              digests.getOrDefault(spec.definition(), ""),
              spec.definition().pool(),
              spec.definition().labels(),
              spec.face(),
              spec.tags(),
              spec.priority(),
              spec.allowFailure(),
              estimateSeconds(spec),
              starts[job],
              waitsFor(job, joins),
              barriers.get(job),
              spec.finalizer() != Finalizer.NO));
    }
    return jobs;
  }

  private int[] byLevel() {
    int deepest = Arrays.stream(levels, 0, graph.jobCount()).max().orElse(0);
    int[] next = new int[deepest + 2];
    for (int job = 0; job < graph.jobCount(); job++) {
      next[levels[job] + 1]++;
    }
    for (int level = 0; level <= deepest; level++) {
      next[level + 1] += next[level];
    }
    int[] sorted = new int[graph.jobCount()];
    for (int job = 0; job < graph.jobCount(); job++) {
      sorted[next[levels[job]]++] = job;
    }
    return sorted;
  }

  private List<PlannedEdge> waitsFor(int job, List<List<PlannedEdge>> others) {
    Edges edges = graph.dependencies(job);
    List<PlannedEdge> all = new ArrayList<>(edges.size() + others.get(job).size());
    for (DependencySpec edge : edges) {
      all.add(edge(graph, edge));
    }
    all.addAll(others.get(job));
    return all;
  }

  static PlannedEdge edge(GraphSpec graph, DependencySpec edge) {
    return new PlannedEdge(
        edge.kind().text(),
        edge.condition().text(),
        graph.job(edge.target()).key(),
        null,
        null,
        List.of());
  }

  /** For each job, what it waits for beside its direct dependencies. */
  private List<List<PlannedEdge>> others() {
    return others(graph);
  }

  static List<List<PlannedEdge>> others(GraphSpec graph) {
    var some = new HashMap<Integer, List<PlannedEdge>>();
    for (JoinSpec join : graph.joins()) {
      some.computeIfAbsent(join.job(), _ -> new ArrayList<>())
          .add(
              new PlannedEdge(
                  "needs",
                  null,
                  null,
                  null,
                  join.atLeast(),
                  join.members().stream().map(edge -> edge(graph, edge)).toList()));
    }
    for (RemoteNeed need : graph.remoteNeeds()) {
      some.computeIfAbsent(need.job(), _ -> new ArrayList<>())
          .add(
              new PlannedEdge(
                  need.kind().text(),
                  need.condition().text(),
                  need.key(),
                  need.graph(),
                  null,
                  List.of()));
    }
    List<List<PlannedEdge>> all = new ArrayList<>(graph.jobCount());
    for (int job = 0; job < graph.jobCount(); job++) {
      all.add(some.getOrDefault(job, List.of()));
    }
    return all;
  }
}
