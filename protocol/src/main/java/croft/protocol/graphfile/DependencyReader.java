package croft.protocol.graphfile;

import croft.protocol.graphfile.JobDraft.Selector;
import croft.protocol.graphfile.Node.Entry;
import croft.protocol.graphfile.Node.Kind;
import croft.protocol.graphfile.Node.Mapping;
import croft.protocol.graphfile.Node.Scalar;
import croft.protocol.graphfile.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code needs}, {@code after} and {@code barrier}, and keeps what they name as numbers. */
final class DependencyReader {
  private static final Map<String, Condition> CONDITIONS = new LinkedHashMap<>();
  private static final String WORDS =
      "a job's key, a glob, {job, on}, {any: [...]} or {atLeast: k, of: [...]}";

  static {
    for (Condition condition : Condition.values()) {
      CONDITIONS.put(condition.text(), condition);
    }
  }

  private final FaultLog log;
  private final Values values;
  private final NameTable names;
  private final DependencyDrafts direct = new DependencyDrafts();
  private final DependencyDrafts members = new DependencyDrafts();
  private final List<RemoteDraft> remotes = new ArrayList<>();

  /** Those of the job that is being read, to find what is there twice. */
  private final Set<RemoteDraft> remotesOfJob = new HashSet<>();

  private final List<JoinDraft> joins = new ArrayList<>();
  private final List<String> globs = new ArrayList<>();
  private final Map<String, Integer> globNumbers = new HashMap<>();

  DependencyReader(FaultLog log, Values values, NameTable names) {
    this.log = log;
    this.values = values;
    this.names = names;
  }

  /** What jobs name themselves. */
  DependencyDrafts direct() {
    return direct;
  }

  /** What the joins name. */
  DependencyDrafts members() {
    return members;
  }

  List<JoinDraft> joins() {
    return joins;
  }

  /** What jobs name of other graphs. */
  List<RemoteDraft> remotes() {
    return remotes;
  }

  /** The globs, by number. */
  List<String> globs() {
    return globs;
  }

  /** Reads one job's {@code needs} or {@code after}. */
  void read(Entry entry, DependencyKind kind, int draft, String jobPath) {
    byte code = code(kind, kind == DependencyKind.NEEDS ? Condition.SUCCEEDED : Condition.FINISHED);
    switch (entry.value()) {
      case Sequence sequence -> {
        List<Node> items = sequence.items();
        for (int i = 0; i < items.size(); i++) {
          one(items.get(i), kind, code, i, draft, jobPath);
        }
      }
      case Scalar scalar when scalar.kind() == Kind.NULL ->
          log.add(scalar, entry.key() + " is empty; remove it, or write []");
      case Scalar scalar -> one(scalar, kind, code, -1, draft, jobPath);
      case Mapping mapping -> one(mapping, kind, code, -1, draft, jobPath);
    }
  }

  private static byte code(DependencyKind kind, Condition condition) {
    return Edges.code(kind, condition);
  }

  private void one(
      Node node, DependencyKind kind, byte code, int index, int draft, String jobPath) {
    if (node instanceof Mapping) {
      map(node, kind, code, index, draft, jobPath);
    } else {
      named(node, code, index, direct);
    }
  }

  /** Whether there were more than a graph can have, even before globs are expanded. */
  boolean tooMany() {
    return direct.size() + members.size() > GraphFileLimits.DEPENDENCIES_MAX;
  }

  private void named(Node node, byte code, int index, DependencyDrafts into) {
    if (tooMany()) {
      return; // Said already.
    }
    add(node, code, index, into);
    if (tooMany()) {
      log.add(node, GraphFileLimits.tooManyDependencies());
    }
  }

  private void add(Node node, byte code, int index, DependencyDrafts into) {
    if (!(node instanceof Scalar scalar) || scalar.kind() == Kind.NULL) {
      log.add(node, Values.wrong("a dependency", WORDS, node));
      return;
    }
    String text = scalar.text();
    if (!Glob.is(text) && NameRule.fault(text) == null) {
      into.add(names.id(text), code, index, node.at());
      return;
    }
    String fault = Glob.fault(text);
    if (fault != null) {
      log.add(node, "the dependency " + Quoted.text(text) + " " + fault);
      return;
    }
    int glob = globNumbers.computeIfAbsent(text, _ -> globs.size());
    if (glob == globs.size()) {
      globs.add(text);
    }
    into.add(~glob, code, index, node.at());
  }

  private void map(
      Node node, DependencyKind kind, byte code, int index, int draft, String jobPath) {
    var parts = new HashMap<String, Entry>();
    int faults = log.count();
    for (Entry part : values.entries(node, "a dependency", WORDS)) {
      if (Keys.DEPENDENCY.contains(part.key())) {
        parts.put(part.key(), part);
      } else {
        values.unknown(part, Keys.DEPENDENCY);
      }
    }
    if (log.count() > faults) {
      return;
    }
    Entry job = parts.remove("job");
    Entry on = parts.remove("on");
    Entry any = parts.remove("any");
    Entry atLeast = parts.remove("atLeast");
    Entry of = parts.remove("of");
    Entry graph = parts.remove("graph");
    if (graph != null && any == null && atLeast == null && of == null) {
      remote(graph, job, on, kind, code, draft);
    } else if (job != null && any == null && atLeast == null && of == null) {
      conditional(job, on, kind, code, index, direct);
    } else if (job != null
        || graph != null
        || on != null
        || (any == null) == (of == null)
        || (of == null) != (atLeast == null)) {
      log.add(node, "a dependency must be " + WORDS);
    } else if (kind == DependencyKind.AFTER) {
      log.add(
          node,
          "any and atLeast have no meaning in after, which waits for the end of each; use needs"
              + " with on: finished");
    } else if (any != null) {
      join(any, 1, node, index, draft, jobPath);
    } else if (of != null && atLeast != null) {
      Integer k = values.integer(atLeast, 1, GraphFileLimits.DEPENDENCIES_MAX);
      if (k != null) {
        join(of, k, node, index, draft, jobPath);
      }
    }
  }

  private void conditional(
      Entry job,
      @Nullable Entry on,
      DependencyKind kind,
      byte code,
      int index,
      DependencyDrafts into) {
    int faults = log.count();
    byte read = code(on, kind, code);
    if (log.count() == faults) {
      named(job.value(), read, index, into);
    }
  }

  private byte code(@Nullable Entry on, DependencyKind kind, byte code) {
    if (on == null) {
      return code;
    }
    if (kind == DependencyKind.AFTER) {
      log.add(on, "after waits for any end and takes no on; use needs with on, or remove on");
      return code;
    }
    Condition condition = values.word(on.value(), "on", CONDITIONS);
    return condition == null ? code : code(kind, condition);
  }

  private void remote(
      Entry graph,
      @Nullable Entry job,
      @Nullable Entry on,
      DependencyKind kind,
      byte code,
      int draft) {
    int faults = log.count();
    long id = graphId(graph);
    byte read = code(on, kind, code);
    if (job == null) {
      log.add(graph, "a job of another graph is {graph: ID, job: KEY}; add job");
      return;
    }
    String key = values.name(job.value(), "job");
    if (log.count() > faults || key == null) {
      return;
    }
    if (!remotes.isEmpty() && remotes.getLast().draft() != draft) {
      remotesOfJob.clear();
    }
    var remote = new RemoteDraft(draft, id, key, read);
    // Without the condition: there is one dependency for each pair of jobs.
    if (!remotesOfJob.add(new RemoteDraft(draft, id, key, (byte) 0))) {
      log.add(
          graph,
          "the job %s of the graph %d is there twice; remove one".formatted(Quoted.text(key), id));
    } else if (remotes.size() == GraphFileLimits.REMOTE_NEEDS_MAX) {
      log.add(
          graph,
          "graph has more than %,d dependencies on jobs of other graphs, which is the limit"
              .formatted(GraphFileLimits.REMOTE_NEEDS_MAX));
    } else {
      remotes.add(remote);
    }
  }

  private long graphId(Entry graph) {
    if (graph.value() instanceof Scalar scalar && scalar.text().matches("[1-9][0-9]{0,15}")) {
      long id = Long.parseLong(scalar.text());
      if (id <= GraphFileLimits.GRAPH_ID_MAX) {
        return id;
      }
    }
    log.add(
        graph.value(), Values.wrong("graph", "the number of a graph of the farm", graph.value()));
    return 0;
  }

  private void join(Entry list, int atLeast, Node node, int index, int draft, String jobPath) {
    if (!(list.value() instanceof Sequence sequence)) {
      log.add(list.value(), Values.wrong(list.key(), "a list of jobs", list.value()));
      return;
    }
    int from = members.size();
    int faults = log.count();
    byte code = code(DependencyKind.NEEDS, Condition.SUCCEEDED);
    for (int i = 0; i < sequence.items().size(); i++) {
      Node item = sequence.items().get(i);
      if (item instanceof Mapping) {
        member(item, code, i);
      } else {
        named(item, code, i, members);
      }
    }
    String path = jobPath + ".needs" + (index < 0 ? "" : "[" + index + "]") + "." + list.key();
    if (sequence.items().isEmpty()) {
      log.add(list, list.key() + " is empty; name the jobs");
    } else if (log.count() == faults) {
      joins.add(new JoinDraft(draft, atLeast, from, members.size(), node.at(), path));
    }
  }

  private void member(Node node, byte code, int index) {
    Entry job = null;
    Entry on = null;
    int faults = log.count();
    for (Entry part : values.entries(node, "a dependency", WORDS)) {
      switch (part.key()) {
        case "job" -> job = part;
        case "on" -> on = part;
        case "graph" ->
            log.add(
                part, "a job of another graph cannot stand in any or atLeast; need it directly");
        case "any", "atLeast", "of" ->
            log.add(part, "any and atLeast cannot stand inside each other; list the jobs");
        default -> values.unknown(part, Keys.DEPENDENCY);
      }
    }
    if (job != null) {
      conditional(job, on, DependencyKind.NEEDS, code, index, members);
    } else if (log.count() == faults) {
      log.add(node, "names no job; add job: KEY");
    }
  }

  /** Reads what a barrier holds up; null when it does not say so. */
  @Nullable List<Selector> selectors(Entry barrier, String jobPath) {
    boolean many = barrier.value() instanceof Sequence;
    int[] index = {-1};
    return values.list(
        barrier,
        GraphFileLimits.GLOBS_MAX,
        node -> {
          index[0]++;
          String fault =
              node instanceof Scalar scalar && scalar.kind() == Kind.STRING
                  ? Glob.fault(scalar.text())
                  : "must be true, false, a job's key or a glob";
          if (fault != null) {
            log.add(node, "barrier: " + node.words() + " " + fault);
            return null;
          }
          String path = jobPath + ".barrier" + (many ? "[" + index[0] + "]" : "");
          return new Selector(((Scalar) node).text(), node.at(), path);
        });
  }
}
