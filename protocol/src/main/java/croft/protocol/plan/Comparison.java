package croft.protocol.plan;

import croft.protocol.graphfile.BarrierSpec;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.DependencySpec;
import croft.protocol.graphfile.Durations;
import croft.protocol.graphfile.Expand;
import croft.protocol.graphfile.Face;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.Input;
import croft.protocol.graphfile.JobKind;
import croft.protocol.graphfile.JobSpec;
import croft.protocol.graphfile.Parameter;
import croft.protocol.graphfile.Source;
import croft.protocol.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares two graphs, job by job, by their keys. */
public final class Comparison {
  private final GraphSpec before;
  private final GraphSpec after;
  private final List<Difference.Changed> changed = new ArrayList<>();
  private final List<Difference.Edge> edgesAdded = new ArrayList<>();
  private final List<Difference.Edge> edgesRemoved = new ArrayList<>();

  private Comparison(GraphSpec before, GraphSpec after) {
    this.before = before;
    this.after = after;
  }

  /** How a graph differs from the one before it. */
  public static Difference of(GraphSpec before, GraphSpec after) {
    return new Comparison(before, after).compare();
  }

  private Difference compare() {
    Map<String, Integer> earlier = new HashMap<>();
    for (int job = 0; job < before.jobCount(); job++) {
      earlier.put(before.job(job).key(), job);
    }
    List<List<PlannedEdge>> othersBefore = Planner.others(before);
    List<List<PlannedEdge>> othersAfter = Planner.others(after);
    Map<Integer, String> barriersBefore = barriers(before);
    Map<Integer, String> barriersAfter = barriers(after);
    var kept = new BitSet();
    List<String> added = new ArrayList<>();
    for (int job = 0; job < after.jobCount(); job++) {
      JobSpec now = after.job(job);
      Integer was = earlier.get(now.key());
      if (was == null) {
        added.add(now.key());
        continue;
      }
      kept.set(was);
      List<Difference.Field> fields = new ArrayList<>();
      job(before.job(was), now, fields);
      field("barrier", barriersBefore.get(was), barriersAfter.get(job), fields);
      if (!fields.isEmpty()) {
        changed.add(new Difference.Changed(now.key(), fields));
      }
      edges(now.key(), was, othersBefore.get(was), job, othersAfter.get(job));
    }
    List<String> removed = new ArrayList<>();
    for (int job = kept.nextClearBit(0);
        job < before.jobCount();
        job = kept.nextClearBit(job + 1)) {
      removed.add(before.job(job).key());
    }
    return new Difference(graph(), added, removed, changed, edgesAdded, edgesRemoved);
  }

  private static Map<Integer, String> barriers(GraphSpec graph) {
    Map<Integer, String> barriers = new HashMap<>();
    for (BarrierSpec barrier : graph.barriers()) {
      int[] members = barrier.members();
      barriers.put(barrier.job(), members == null ? "true" : "over " + members.length + " jobs");
    }
    return barriers;
  }

  private void edges(
      String key, int was, List<PlannedEdge> othersBefore, int is, List<PlannedEdge> othersAfter) {
    if (othersBefore.isEmpty() && othersAfter.isEmpty() && sameEdges(was, is)) {
      return;
    }
    Set<PlannedEdge> old = edges(before, was, othersBefore);
    Set<PlannedEdge> now = edges(after, is, othersAfter);
    for (PlannedEdge edge : now) {
      if (!old.contains(edge)) {
        edgesAdded.add(new Difference.Edge(key, edge));
      }
    }
    for (PlannedEdge edge : old) {
      if (!now.contains(edge)) {
        edgesRemoved.add(new Difference.Edge(key, edge));
      }
    }
  }

  /** The common case, without making objects. */
  private boolean sameEdges(int was, int is) {
    var a = before.dependencies(was);
    var b = after.dependencies(is);
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (a.kind(i) != b.kind(i)
          || a.condition(i) != b.condition(i)
          || !before.job(a.target(i)).key().equals(after.job(b.target(i)).key())) {
        return false;
      }
    }
    return true;
  }

  private static Set<PlannedEdge> edges(GraphSpec graph, int job, List<PlannedEdge> others) {
    Set<PlannedEdge> edges = new LinkedHashSet<>();
    for (DependencySpec edge : graph.dependencies(job)) {
      edges.add(Planner.edge(graph, edge));
    }
    edges.addAll(others);
    return edges;
  }

  private List<Difference.Field> graph() {
    List<Difference.Field> fields = new ArrayList<>();
    field("name", before.name(), after.name(), fields);
    field("description", before.description(), after.description(), fields);
    map("parameters", parameters(before), parameters(after), fields);
    field("files", before.fileGlobs(), after.fileGlobs(), fields);
    field("tags", before.tags(), after.tags(), fields);
    field("priority", before.priority(), after.priority(), fields);
    field("deadline", before.deadline(), after.deadline(), fields);
    field("latch", before.latch(), after.latch(), fields);
    field("limits.jobsMax", before.growthJobsMax(), after.growthJobsMax(), fields);
    source(before.source(), after.source(), fields);
    return fields;
  }

  private static Map<String, String> parameters(GraphSpec graph) {
    Map<String, String> parameters = new TreeMap<>();
    for (Parameter parameter : graph.parameters()) {
      parameters.put(parameter.name(), parameter.value());
    }
    return parameters;
  }

  private static void job(JobSpec was, JobSpec is, List<Difference.Field> fields) {
    if (!was.definition().equals(is.definition())) {
      definition(was.definition(), is.definition(), fields);
    }
    field("description", was.description(), is.description(), fields);
    field("tags", was.tags(), is.tags(), fields);
    field("priority", was.priority(), is.priority(), fields);
    field("active", was.active(), is.active(), fields);
    field("allowFailure", was.allowFailure(), is.allowFailure(), fields);
    field("finally", was.finalizer().text(), is.finalizer().text(), fields);
    field("deadline", was.deadline(), is.deadline(), fields);
    field("estimate", was.estimate(), is.estimate(), fields);
    field("reuse", was.reuse(), is.reuse(), fields);
    // A face that is made of key and pool changes with them, which is said already.
    if (!Objects.equals(was.givenFace(), is.givenFace())) {
      Face a = was.face();
      Face b = is.face();
      field("face.title", a.title(), b.title(), fields);
      field("face.symbol", a.symbol(), b.symbol(), fields);
      field("face.group", a.group(), b.group(), fields);
      field("face.platform", a.platform(), b.platform(), fields);
      field("face.tier", a.tier(), b.tier(), fields);
    }
  }

  private static void definition(Definition was, Definition is, List<Difference.Field> fields) {
    field("kind", was.kind().word(), is.kind().word(), fields);
    if (was.kind().word().equals(is.kind().word())) {
      field(is.kind().word(), words(was.kind()), words(is.kind()), fields);
    }
    field("script", blankIsNull(was.script()), blankIsNull(is.script()), fields);
    map("env", was.env(), is.env(), fields);
    field("inputs", inputs(was.inputs()), inputs(is.inputs()), fields);
    field("outputs", was.outputs(), is.outputs(), fields);
    field("artifacts", was.artifacts(), is.artifacts(), fields);
    field("reports.junit", was.junitReports(), is.junitReports(), fields);
    field("timeout", was.timeout(), is.timeout(), fields);
    field("retry.attempts", was.retry().attempts(), is.retry().attempts(), fields);
    field("retry.on", was.retry().on(), is.retry().on(), fields);
    field("retry.backoff", was.retry().backoff(), is.retry().backoff(), fields);
    field("retry.backoffMax", was.retry().backoffMax(), is.retry().backoffMax(), fields);
    field("pool", was.pool(), is.pool(), fields);
    field("labels", was.labels(), is.labels(), fields);
    field("resources.cpus", was.resources().cpus(), is.resources().cpus(), fields);
    field("resources.memory", was.resources().memoryBytes(), is.resources().memoryBytes(), fields);
    field("resources.gpus", was.resources().gpus(), is.resources().gpus(), fields);
    field("files", was.files(), is.files(), fields);
    Expand expandWas = was.expand();
    Expand expandIs = is.expand();
    if (!Objects.equals(expandWas, expandIs)) {
      field("expand", words(expandWas), words(expandIs), fields);
    }
    source(was.source(), is.source(), fields);
  }

  private static @Nullable String words(@Nullable Expand expand) {
    return expand == null ? null : expand.file() + ", at most " + expand.jobsMax() + " jobs";
  }

  private static @Nullable String words(JobKind kind) {
    return switch (kind) {
      case JobKind.Script _ -> null; // Its script is a field of its own.
      case JobKind.Breakpoint breakpoint ->
          "approvers: %s, timeout: %s, onTimeout: %s, notAuthor: %s, latch: %s, message: %s"
              .formatted(
                  breakpoint.approvers().stream().map(JobKind.Approver::text).toList(),
                  breakpoint.timeout() == null ? "none" : text(breakpoint.timeout()),
                  breakpoint.onTimeout().text(),
                  breakpoint.notAuthor(),
                  breakpoint.latch() == null ? "none" : breakpoint.latch(),
                  Json.text(breakpoint.message()));
      case JobKind.Notify(String message, String topic) ->
          topic == null ? message : topic + ": " + message;
      case JobKind.Timer.After(Duration delay) -> text(delay);
      case JobKind.Timer.At(var time) -> time.toString();
      case JobKind.ChildGraph.OfTemplate(String template, Integer version, var parameters) ->
          template + (version == null ? "" : " " + version) + " " + parameters;
      case JobKind.ChildGraph.OfFile(String file, var parameters) -> file + " " + parameters;
    };
  }

  private static @Nullable String inputs(@Nullable List<Input> inputs) {
    return inputs == null ? null : Json.text(inputs);
  }

  private static @Nullable String blankIsNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static void source(
      @Nullable Source was, @Nullable Source is, List<Difference.Field> fields) {
    if (!Objects.equals(was, is)) {
      field(
          "source.repository",
          was == null ? null : was.repository(),
          is == null ? null : is.repository(),
          fields);
      field(
          "source.revision",
          was == null ? null : was.revision(),
          is == null ? null : is.revision(),
          fields);
      field("source.path", was == null ? null : was.path(), is == null ? null : is.path(), fields);
    }
  }

  private static void map(
      String name, Map<String, String> was, Map<String, String> is, List<Difference.Field> fields) {
    if (!was.equals(is)) {
      Set<String> keys = new TreeSet<>(was.keySet());
      keys.addAll(is.keySet());
      for (String key : keys) {
        field(name + "." + key, was.get(key), is.get(key), fields);
      }
    }
  }

  private static void field(
      String name, @Nullable Object was, @Nullable Object is, List<Difference.Field> fields) {
    if (!Objects.equals(was, is)) {
      fields.add(
          new Difference.Field(name, was == null ? null : text(was), is == null ? null : text(is)));
    }
  }

  private static String text(Object value) {
    return value instanceof Duration duration ? Durations.format(duration) : value.toString();
  }
}
