package croft.server.edit;

import croft.core.graph.Cycle;
import croft.core.graph.EdgeRule;
import croft.core.graph.GraphEdit;
import croft.core.graph.GraphRun;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.graphfile.Condition;
import croft.protocol.graphfile.DependencyKind;
import croft.protocol.graphfile.Fault;
import croft.protocol.graphfile.Glob;
import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphFileLimits;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import croft.protocol.json.Json;
import croft.protocol.plan.Selection;
import croft.protocol.problem.Place;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.server.dispatch.Failures;
import croft.server.submit.GraphCompiler;
import croft.store.graph.JobRevision;
import croft.store.graph.JobRows;
import croft.store.graph.Wish;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Works out what the operations of an edit mean for a graph as it stands: jobs and edges that
 * change, and then what is done to the jobs. Names every fault and conflict. Not safe for use by
 * several threads.
 */
final class EditBuilder {
  /** What each operation of one job must not be combined with on the same job. */
  private static final Set<Op> EXCLUSIVE =
      Set.of(Op.RERUN, Op.ACTIVATE, Op.DEACTIVATE, Op.CANCEL, Op.WAIVE, Op.UNWAIVE);

  private final GraphRun run;
  private final GraphEdit edit;
  private final EditedJobs jobs;
  private final Map<String, String> parameters;
  private final @Nullable Integer since;
  private final EditFaults faults = new EditFaults();
  private final Map<Op, Set<Integer>> targets = new EnumMap<>(Op.class);
  private final Set<Integer> downstream = new LinkedHashSet<>();
  private final Map<Integer, Integer> priorities = new LinkedHashMap<>();
  private final Map<String, String> newParameters = new LinkedHashMap<>();
  private final Map<Integer, Op> exclusive = new HashMap<>();
  private final List<Wish> wishes = new ArrayList<>();
  private final RemoteCheck remoteCheck;
  private final Map<String, Selection.Selected> where;

  /** Says which jobs of other graphs that a file waits for are not there. */
  @FunctionalInterface
  interface RemoteCheck {
    List<Place> missing(GraphSpec spec) throws SQLException;
  }

  private final BitSet rewritten = new BitSet();
  private AddedJobs.Added added = AddedJobs.Added.NOTHING;
  private final EditRecord record;
  private @Nullable JobGraph now;

  /**
   * An edit of a graph as it stands.
   *
   * @param parameters names and values of the graph's parameters
   * @param since the revision that the edit was meant for; null for whatever there is
   * @param where what came of each expression, for the graph as it stands
   */
  EditBuilder(
      GraphRun run,
      GraphEdit edit,
      EditedJobs jobs,
      Map<String, String> parameters,
      @Nullable Integer since,
      RemoteCheck remoteCheck,
      Map<String, Selection.Selected> where) {
    this.remoteCheck = remoteCheck;
    this.where = where;
    this.run = run;
    this.edit = edit;
    this.jobs = jobs;
    this.parameters = parameters;
    this.since = since;
    this.record = new EditRecord(jobs);
  }

  EditFaults faults() {
    return faults;
  }

  EditRecord record() {
    return record;
  }

  GraphEdit edit() {
    return edit;
  }

  /** The graph as it will be; only after {@link #build} found no fault. */
  JobGraph graph() {
    return Objects.requireNonNull(now, "built");
  }

  Map<Integer, JobRevision> revised() {
    return added.revised();
  }

  /** The joins that stand for jobs of other graphs and are new. */
  List<croft.store.graph.RemoteNeed> remotes() {
    return added.remotes();
  }

  /** For which jobs yet to be added the edit's jobs wait. */
  List<Wish> wishes() {
    return wishes;
  }

  /** Jobs whose dependencies are written anew. */
  int[] rewritten() {
    return rewritten.stream().toArray();
  }

  Map<Integer, Integer> priorities() {
    return priorities;
  }

  Map<String, String> newParameters() {
    return newParameters;
  }

  /** Works out all that changes jobs and edges. */
  void build(List<Operation> operations, AddedJobs.Definitions definitions) {
    for (int at = 0; at < operations.size(); at++) {
      read(operations.get(at), at);
    }
    edit.runsAgain(targets.getOrDefault(Op.RERUN, Set.of()));
    readParameters(operations);
    readJobs(operations, definitions);
    if (faults.any()) {
      return;
    }
    Selectors selectors = new Selectors(edit, jobs, record, rewritten);
    List<Wish> joined = selectors.join(added.jobs(), run.graph().edges());
    if (joined == null) {
      faults.fault("operations", GraphFileLimits.tooManyDependencies());
      return;
    }
    wishes.addAll(joined);
    for (int at = 0; at < operations.size(); at++) {
      Operation operation = operations.get(at);
      if (operation.op() == Op.LINK || operation.op() == Op.UNLINK) {
        link(operation, at);
      }
    }
    remove();
    selectors.leave(edit.removed());
    for (int[] orphan : edit.orphans(EditFaults.PLACES_MAX)) {
      faults.fault(
          "jobs." + jobs.key(orphan[0]),
          "cannot be removed: "
              + (JobFlags.has(edit.flags(orphan[1]), JobFlags.JOIN)
                  ? "a job that stays waits for one of several with it"
                  : "'" + jobs.key(orphan[1]) + "' waits for it; unlink or remove that too"));
    }
    if (faults.any()) {
      return;
    }
    JobGraph graph = new Gates(edit, jobs, this::barrier).hang();
    int[] cycle = Cycle.find(graph);
    if (cycle.length > 0) {
      faults.fault("operations", "jobs would wait for each other: " + named(cycle));
      return;
    }
    now = graph;
  }

  private String named(int[] cycle) {
    List<String> keys = new ArrayList<>();
    for (int job : cycle) {
      if (!JobFlags.has(edit.flags(job), JobFlags.JOIN) && keys.size() < 20) {
        keys.add(jobs.key(job));
      }
    }
    keys.add(keys.getFirst());
    return String.join(" → ", keys);
  }

  // ------------------------------------------------------------------------------- reading

  private void read(Operation operation, int at) {
    switch (operation.op()) {
      case ADD, REPLACE -> {
        if (operation.key() == null || operation.job() == null) {
          faults.fault(at, operation.op().text() + " has a key and a job");
        }
      }
      case LINK, UNLINK -> {
        if (operation.from() == null || operation.to() == null) {
          faults.fault(at, operation.op().text() + " has from and to, the keys of two jobs");
        }
      }
      case SET_PARAMETER -> {
        if (operation.name() == null || operation.value() == null) {
          faults.fault(at, "setParameter has a name and a value");
        }
      }
      case REMOVE, ACTIVATE, DEACTIVATE, HOLD, RELEASE, CANCEL, RERUN, WAIVE, UNWAIVE ->
          select(operation, at);
      case SET_PRIORITY -> {
        if (operation.priority() == null) {
          faults.fault(at, "setPriority has a priority");
          return;
        }
        int priority = operation.priority();
        for (int job : select(operation, at)) {
          priorities.put(job, priority);
        }
      }
    }
  }

  /** The jobs that an operation is about. */
  private Set<Integer> select(Operation operation, int at) {
    Set<Integer> found = new LinkedHashSet<>();
    List<String> selectors = operation.jobs() == null ? List.of() : operation.jobs();
    String expression = operation.where();
    if (selectors.isEmpty() && expression == null) {
      faults.fault(
          at,
          operation.op().text() + " has jobs, a list of keys and globs, or where, an expression");
      return found;
    }
    if (expression != null) {
      choose(expression, operation.op(), at, found);
    }
    for (int index = 0; index < selectors.size(); index++) {
      String selector = selectors.get(index);
      if (Glob.is(selector)) {
        Glob glob = new Glob(selector);
        int before = found.size();
        jobs.rows()
            .all()
            .forEach(
                (job, row) -> {
                  // A glob means those that the operation can be meant for; a key is meant.
                  if (glob.matches(row.key()) && suits(operation.op(), job)) {
                    found.add(job);
                  }
                });
        if (found.size() == before
            && jobs.rows().all().values().stream().noneMatch(row -> glob.matches(row.key()))) {
          faults.fault(
              EditFaults.place(at) + ".jobs[" + index + "]",
              "the glob '" + selector + "' matches no job; correct it, or remove it");
        }
      } else {
        Integer job = jobs.rows().number(selector);
        if (job == null) {
          faults.fault(
              EditFaults.place(at) + ".jobs[" + index + "]",
              "there is no job '" + selector + "'" + (since == null ? "" : " (any more)"));
        } else {
          found.add(job);
          require(operation.op(), job);
        }
      }
    }
    for (int job : found) {
      faults.checkRevision(jobs.rows().row(job), since);
      if (EXCLUSIVE.contains(operation.op())) {
        Op other = exclusive.put(job, operation.op());
        if (other != null && other != operation.op()) {
          faults.fault(
              at,
              "'%s' is also to be %s: say one thing of a job"
                  .formatted(jobs.key(job), other.text()));
        }
      }
    }
    targets.computeIfAbsent(operation.op(), _ -> new LinkedHashSet<>()).addAll(found);
    if (operation.op() == Op.RERUN && Boolean.TRUE.equals(operation.downstream())) {
      downstream.addAll(found);
    }
    return found;
  }

  /** As with a glob, those are meant to which the operation can be done. */
  private void choose(String expression, Op op, int at, Set<Integer> found) {
    String place = EditFaults.place(at) + ".where";
    switch (Objects.requireNonNull(where.get(expression), "worked out before")) {
      case Selection.Selected.Wrong(String message) -> faults.fault(place, message);
      case Selection.Selected.Keys(List<String> keys) -> {
        if (keys.isEmpty()) {
          faults.fault(place, "the expression is true of no job");
        }
        for (String key : keys) {
          Integer job = jobs.rows().number(key);
          if (job != null && suits(op, job)) {
            found.add(job);
          }
        }
      }
    }
  }

  /** Whether a job that a glob matches is meant: others are passed over. */
  private boolean suits(Op op, int job) {
    JobState state = run.state(job);
    return switch (op) {
      case ACTIVATE -> state == JobState.INACTIVE;
      case DEACTIVATE -> run.canDeactivate(job);
      case HOLD, RELEASE -> state == JobState.INACTIVE || state.isWaiting();
      case CANCEL -> state.isUnfinished();
      case RERUN -> run.canRerun(job);
      case WAIVE, UNWAIVE -> state == JobState.FAILED;
      case REMOVE, ADD, REPLACE, LINK, UNLINK, SET_PRIORITY, SET_PARAMETER -> true;
    };
  }

  private void require(Op op, int job) {
    if (suits(op, job)) {
      return;
    }
    String is = "it is " + run.state(job).text() + ": ";
    faults.conflict(
        jobs.key(job),
        switch (op) {
          case ACTIVATE -> is + "only an inactive job can be activated";
          case DEACTIVATE -> is + "a job that started cannot be deactivated";
          case HOLD, RELEASE -> is + "only a job that waits can be held or released";
          case CANCEL -> is + "it is over";
          case RERUN ->
              is + (run.state(job) == JobState.INACTIVE ? "activate it" : "it will run anyway");
          case WAIVE, UNWAIVE -> is + "only a failure can be waived";
          case REMOVE, ADD, REPLACE, LINK, UNLINK, SET_PRIORITY, SET_PARAMETER -> is;
        });
  }

  // ------------------------------------------------------------------------------- jobs

  private void readParameters(List<Operation> operations) {
    for (int at = 0; at < operations.size(); at++) {
      Operation operation = operations.get(at);
      String name = operation.name();
      String value = operation.value();
      if (operation.op() != Op.SET_PARAMETER || name == null || value == null) {
        continue;
      }
      String old = parameters.get(name);
      if (old == null) {
        faults.fault(
            EditFaults.place(at) + ".name",
            "the graph has no parameter '%s'; it has %s"
                .formatted(name, String.join(", ", parameters.keySet())));
      } else {
        newParameters.put(name, value);
        record.parameter(name, old, value);
      }
    }
  }

  private void readJobs(List<Operation> operations, AddedJobs.Definitions definitions) {
    Map<String, Integer> places = new LinkedHashMap<>();
    Map<String, Object> bodies = new LinkedHashMap<>();
    Set<String> replaced = new HashSet<>();
    for (int at = 0; at < operations.size(); at++) {
      Operation operation = operations.get(at);
      String key = operation.key();
      if ((operation.op() != Op.ADD && operation.op() != Op.REPLACE)
          || key == null
          || operation.job() == null) {
        continue;
      }
      Integer old = jobs.rows().number(key);
      if (places.put(key, at) != null) {
        faults.fault(at, "'" + key + "' is there twice");
      } else if (operation.op() == Op.ADD && old != null && !isToBeRemoved(old)) {
        faults.conflict(key, "there is a job '" + key + "' already; replace it, or rename this");
      } else if (operation.op() == Op.REPLACE && old == null) {
        faults.fault(at, "there is no job '" + key + "' to replace; add it");
      }
      if (operation.op() == Op.REPLACE) {
        replaced.add(key);
      }
      bodies.put(key, operation.job());
    }
    replaceByParameters(bodies, replaced);
    if (bodies.isEmpty() || faults.any()) {
      return;
    }
    GraphSpec spec = parse(bodies, places);
    if (spec != null) {
      AddedJobs.Source source =
          new AddedJobs.Source(spec, bodies, replaced, targets.getOrDefault(Op.REMOVE, Set.of()));
      added = new AddedJobs(run, edit, jobs, record, faults, since, source).put(definitions);
      wishes.addAll(added.wishes());
      added.rewritten().forEach(rewritten::set);
    }
  }

  private boolean isToBeRemoved(int job) {
    return targets.getOrDefault(Op.REMOVE, Set.of()).contains(job);
  }

  /** Jobs that have not started get the parameters' new values, where they had the old ones. */
  private void replaceByParameters(Map<String, Object> bodies, Set<String> replaced) {
    if (newParameters.isEmpty()) {
      return;
    }
    jobs.rows()
        .all()
        .forEach(
            (job, row) -> {
              boolean waits = run.state(job) == JobState.INACTIVE || run.state(job).isWaiting();
              if (!waits || bodies.containsKey(row.key())) {
                return;
              }
              Map<String, Object> json = jobs.json(job);
              if (json.get("env") instanceof Map<?, ?> env) {
                Map<Object, Object> changed = new TreeMap<>(env);
                newParameters.forEach(
                    (name, value) -> {
                      String variable = variable(name);
                      if (Objects.equals(env.get(variable), parameters.get(name))) {
                        changed.put(variable, value);
                      }
                    });
                if (!changed.equals(env)) {
                  json.put("env", changed);
                  json.remove("needs");
                  json.remove("after");
                  bodies.put(row.key(), json);
                  replaced.add(row.key());
                }
              }
            });
  }

  /** The environment variable of a parameter. */
  static String variable(String name) {
    StringBuilder variable = new StringBuilder();
    for (int at = 0; at < name.length(); at++) {
      char c = name.charAt(at);
      variable.append(Character.isLetterOrDigit(c) ? Character.toUpperCase(c) : '_');
    }
    return variable.toString();
  }

  private @Nullable GraphSpec parse(Map<String, Object> bodies, Map<String, Integer> places) {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("croft", 1);
    file.put("name", "edit");
    Map<String, Object> declared = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>(parameters);
    values.putAll(newParameters);
    values.forEach((name, value) -> declared.put(name, Map.of("default", value)));
    if (!declared.isEmpty()) {
      file.put("parameters", declared);
    }
    file.put("jobs", bodies);
    List<ParseOptions.Existing> existing = new ArrayList<>();
    jobs.rows()
        .all()
        .forEach(
            (job, row) -> {
              if (!isToBeRemoved(job)) {
                existing.add(jobs.existing(job));
              }
            });
    ParseResult result =
        GraphFile.parse(Json.text(file), Media.JSON, new ParseOptions(Map.of(), null, existing));
    return switch (result) {
      case ParseResult.Parsed(GraphSpec spec) -> {
        if (!spec.remoteNeeds().isEmpty()) {
          for (Place missing : Failures.unchecked(() -> remoteCheck.missing(spec))) {
            faults.fault(place(missing.where(), places), missing.message());
          }
        }
        yield spec;
      }
      case ParseResult.Faulty(var found) -> {
        for (Fault fault : found.first()) {
          faults.fault(place(fault.path(), places), fault.message());
        }
        yield null;
      }
    };
  }

  /** A fault's path in terms of the operations. */
  private static String place(String path, Map<String, Integer> places) {
    String longest = "";
    for (String key : places.keySet()) {
      if ((path.equals("jobs." + key) || path.startsWith("jobs." + key + "."))
          && key.length() > longest.length()) {
        longest = key;
      }
    }
    Integer at = places.get(longest);
    return at == null
        ? path
        : EditFaults.place(at) + ".job" + path.substring("jobs.".length() + longest.length());
  }

  // ------------------------------------------------------------------------------- edges

  private void remove() {
    for (int job : targets.getOrDefault(Op.REMOVE, Set.of())) {
      if (!edit.exists(job)) {
        continue;
      }
      if (!edit.canRemove(job)) {
        faults.conflict(
            jobs.key(job), "it is " + run.state(job).text() + ": what ran stays in the graph");
        continue;
      }
      record.removed(job);
      edit.remove(job);
    }
  }

  private void link(Operation operation, int at) {
    String fromKey = Objects.requireNonNull(operation.from());
    String toKey = Objects.requireNonNull(operation.to());
    Integer from = known(fromKey, EditFaults.place(at) + ".from");
    Integer to = known(toKey, EditFaults.place(at) + ".to");
    if (from == null || to == null) {
      return;
    }
    faults.checkRevision(jobs.rows().row(to), since);
    if (!edit.canRelink(to)) {
      faults.conflict(
          toKey,
          "it is %s: what it waited for is history%s"
              .formatted(
                  run.state(to).text(),
                  run.state(to) == JobState.RUNNING ? "" : "; run it again in the same edit"));
      return;
    }
    EdgeRule before = edit.waitsFor(to).get(from);
    record.relinked(to);
    if (operation.op() == Op.UNLINK) {
      if (before == null || !edit.unlink(from, to)) {
        faults.fault(at, "'" + toKey + "' does not wait for '" + fromKey + "' directly");
      } else {
        record.unlinked(fromKey, toKey, before);
      }
      return;
    }
    EdgeRule rule = rule(operation, at);
    if (rule == null) {
      return;
    }
    if (JobFlags.has(edit.flags(from), JobFlags.FINALIZER)
        && !JobFlags.has(edit.flags(to), JobFlags.FINALIZER)) {
      faults.fault(at, "'" + fromKey + "' runs finally; only jobs with finally can wait for it");
      return;
    }
    edit.link(from, to, rule);
    record.linked(fromKey, toKey, before, rule);
  }

  private @Nullable Integer known(String key, String where) {
    Integer job = jobs.number(key);
    if (job == null) {
      faults.fault(where, "there is no job '" + key + "'");
    }
    return job;
  }

  private @Nullable EdgeRule rule(Operation operation, int at) {
    String kind = operation.kind();
    if (kind != null && !kind.equals("needs") && !kind.equals("after")) {
      faults.fault(EditFaults.place(at) + ".kind", "kind is needs or after, was '" + kind + "'");
      return null;
    }
    if ("after".equals(kind)) {
      return GraphCompiler.rule(DependencyKind.AFTER, Condition.FINISHED);
    }
    String on = operation.on();
    Condition condition = on == null ? Condition.SUCCEEDED : Condition.ofText(on);
    if (condition == null) {
      faults.fault(
          EditFaults.place(at) + ".on",
          "on is succeeded, failed, ran or finished, was '" + on + "'");
      return null;
    }
    return GraphCompiler.rule(DependencyKind.NEEDS, condition);
  }

  /** The globs of a barrier; null for a job that is none. */
  private @Nullable String barrier(int job) {
    JobRevision made = added.revised().get(job);
    if (made != null) {
      return made.barrier();
    }
    JobRows.Row row = jobs.rows().row(job);
    return row == null ? null : row.barrier();
  }

  // ------------------------------------------------------------------------------- states

  /** Does to the jobs of the changed graph what the operations say. */
  void command(GraphRun changed) {
    int[] again = array(Op.RERUN, job -> downstream.contains(job) ? -1 : job);
    if (again.length > 0) {
      changed.rerun(again, false);
    }
    int[] alsoDownstream = array(Op.RERUN, job -> downstream.contains(job) ? job : -1);
    if (alsoDownstream.length > 0) {
      changed.rerun(alsoDownstream, true);
    }
    int[] activate = array(Op.ACTIVATE, job -> job);
    if (activate.length > 0) {
      changed.activate(activate, changed.graph().incoming());
    }
    int[] deactivate = array(Op.DEACTIVATE, job -> job);
    if (deactivate.length > 0) {
      changed.deactivate(deactivate);
    }
    each(Op.HOLD, job -> changed.hold(job, true));
    each(Op.RELEASE, job -> changed.hold(job, false));
    each(
        Op.CANCEL,
        job -> {
          changed.cancel(job);
          return true;
        });
    each(Op.WAIVE, job -> changed.waive(job, true));
    each(Op.UNWAIVE, job -> changed.waive(job, false));
    priorities.forEach(
        (job, priority) -> {
          JobRows.Row row = jobs.rows().row(job);
          record.priority(job, row == null ? 0 : row.priority(), priority);
        });
    targets.forEach((op, of) -> record.commanded(op, of, run));
  }

  private int[] array(Op op, ToIntFunction<Integer> which) {
    return targets.getOrDefault(op, Set.of()).stream()
        .filter(edit::exists)
        .mapToInt(which)
        .filter(job -> job >= 0)
        .toArray();
  }

  private void each(Op op, java.util.function.IntPredicate done) {
    for (int job : array(op, job -> job)) {
      if (!done.test(job)) {
        faults.conflict(
            jobs.key(job), "it is " + run.state(job).text() + ": " + op.text() + " has no effect");
      }
    }
  }

  /** The jobs that the edit changes in any way but by what follows. */
  int[] touched() {
    BitSet all = new BitSet();
    targets.values().forEach(of -> of.forEach(all::set));
    BitSet edges = edit.touched();
    edges.stream()
        .filter(job -> edit.exists(job) && !JobFlags.has(edit.flags(job), JobFlags.JOIN))
        .forEach(all::set);
    return all.stream().filter(edit::exists).toArray();
  }
}
