package croft.server.edit;

import croft.core.graph.Cycle;
import croft.core.graph.EdgeRule;
import croft.core.graph.GraphEdit;
import croft.core.graph.GraphRun;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.protocol.Limits;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.Edges;
import croft.protocol.graphfile.Expand;
import croft.protocol.graphfile.ExpandedFrom;
import croft.protocol.graphfile.Fault;
import croft.protocol.graphfile.Faults;
import croft.protocol.graphfile.Glob;
import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.JobJson;
import croft.protocol.graphfile.JobSpec;
import croft.protocol.graphfile.JoinSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import croft.protocol.graphfile.RemoteNeed;
import croft.protocol.json.Json;
import croft.protocol.problem.Place;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.server.submit.GraphCompiler;
import croft.server.submit.Unsupported;
import croft.store.graph.GraphTransaction;
import croft.store.graph.JobRevision;
import croft.store.graph.JobRows;
import croft.store.graph.Wish;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * Works out what a file of jobs that a job wrote means for its graph: which jobs are new, which are
 * equal to those of an earlier attempt and stay, which changed, which are gone; and what waits for
 * them. Not safe for use by several threads.
 */
final class Expansion {
  private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

  /**
   * Faults that a job's reason names; the file is an artifact, and can be tried with croft plan.
   */
  private static final int NAMED_MAX = 3;

  /** The job that wrote the file. */
  record Maker(int job, String key, Definition definition, Expand expand) {
    String prefix() {
      return key + "/";
    }
  }

  private final Maker maker;
  private final GraphTransaction transaction;
  private final GraphRun run;
  private final GraphEdit edit;
  private final EditedJobs jobs;
  private final List<Wish> wished;
  private final NewDefinitions definitions;
  private final EditRecord record;
  private final List<String> faults = new ArrayList<>();
  private int faultCount;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<Integer, JobRevision> revised = new LinkedHashMap<>();
  private final Map<Integer, String> barriers = new HashMap<>();
  private final List<Wish> wishes = new ArrayList<>();

  /** Jobs of the file, by number, with what they are told to wait for. */
  private final Map<Integer, JobSpec> made = new LinkedHashMap<>();

  private final BitSet rewritten = new BitSet();
  private final List<Integer> left = new ArrayList<>();
  private int[] numbers = new int[0];
  private @Nullable JobGraph now;

  Expansion(
      Maker maker,
      GraphTransaction transaction,
      GraphEdit edit,
      EditedJobs jobs,
      List<Wish> wished,
      NewDefinitions definitions) {
    this.maker = maker;
    this.transaction = transaction;
    this.run = transaction.run();
    this.edit = edit;
    this.jobs = jobs;
    this.wished = wished;
    this.definitions = definitions;
    this.record = new EditRecord(jobs);
  }

  // ------------------------------------------------------------------------------- what it is

  GraphEdit edit() {
    return edit;
  }

  JobGraph graph() {
    return Objects.requireNonNull(now, "built");
  }

  EditRecord record() {
    return record;
  }

  List<Operation> operations() {
    return operations;
  }

  Map<Integer, JobRevision> revised() {
    return revised;
  }

  int maker() {
    return maker.job;
  }

  /** The jobs of the file. */
  int[] made() {
    return made.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /** Jobs of an earlier file that are not in this one, and ran: they stay. */
  int[] left() {
    return left.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Jobs whose dependencies are written anew. */
  int[] rewritten() {
    return rewritten.stream().toArray();
  }

  List<Wish> wishes() {
    return wishes;
  }

  int[] touched() {
    return edit.touched().stream()
        .filter(job -> edit.exists(job) && !JobFlags.has(edit.flags(job), JobFlags.JOIN))
        .toArray();
  }

  /** Of the jobs that stay though the file has them no more, those that would run again. */
  int[] toDeactivate(GraphRun changed) {
    return left.stream().filter(changed::canDeactivate).mapToInt(Integer::intValue).toArray();
  }

  // ------------------------------------------------------------------------------- building

  /**
   * Works everything out; what it finds is for the graph only when this returns null.
   *
   * @return what is wrong with the file, or null
   */
  @Nullable String build(String text, Map<String, String> parameters) throws SQLException {
    GraphSpec spec = parse(text, parameters);
    if (spec != null) {
      List<JobSpec> own = spec.jobs().stream().filter(job -> !job.isExisting()).toList();
      check(spec, own);
      if (faultCount == 0) {
        apply(spec, own.size());
      }
    }
    if (faultCount == 0) {
      return null;
    }
    String named = String.join("; ", faults);
    return "the file '%s' of its jobs has %s: %s%s"
        .formatted(
            maker.expand.file(),
            faultCount == 1 ? "a fault" : faultCount + " faults",
            named,
            faultCount > faults.size() ? "; …" : "");
  }

  private void fault(String where, String message) {
    faultCount++;
    if (faults.size() < NAMED_MAX) {
      faults.add(where.isEmpty() ? message : where + ": " + message);
    }
  }

  private @Nullable GraphSpec parse(String text, Map<String, String> parameters) {
    List<ParseOptions.Existing> existing = new ArrayList<>();
    jobs.rows()
        .all()
        .forEach(
            (job, row) -> {
              if (!isMine(row)) {
                existing.add(jobs.existing(job));
              }
            });
    Media media = maker.expand.file().endsWith(".json") ? Media.JSON : Media.YAML;
    ParseResult result =
        GraphFile.parse(
            text,
            media,
            new ParseOptions(parameters, maker.definition.files(), existing, true, false));
    return switch (result) {
      case ParseResult.Parsed(GraphSpec spec) -> spec;
      case ParseResult.Faulty(Faults found) -> {
        for (Fault fault : found.first()) {
          fault(fault.where(), fault.message());
        }
        faultCount = Math.max(faultCount, found.count());
        yield null;
      }
    };
  }

  /** Whether an earlier file of this job has it. */
  private boolean isMine(JobRows.Row row) {
    Integer of = row.maker();
    return of != null && of == maker.job;
  }

  private void check(GraphSpec spec, List<JobSpec> own) throws SQLException {
    for (Place place : Unsupported.of(spec).places()) {
      fault(place.where(), place.message());
    }
    for (RemoteNeed need : spec.remoteNeeds()) {
      fault(
          "jobs." + spec.job(need.job()).key() + ".needs",
          "a job that is added by another cannot wait for other graphs; let '"
              + maker.key
              + "' wait for it");
    }
    if (own.size() > maker.expand.jobsMax()) {
      fault(
          "",
          "it has %,d jobs; the limit of '%s' is jobsMax: %,d"
              .formatted(own.size(), maker.key, maker.expand.jobsMax()));
    }
    int known = 0;
    for (JobSpec job : own) {
      String where = "jobs." + job.key();
      Integer number = jobs.rows().number(job.key());
      JobRows.Row row = number == null ? null : jobs.rows().row(number);
      if (!job.key().startsWith(maker.prefix())) {
        fault(where, "a key in this file must start with '" + maker.prefix() + "'");
      } else if (row != null && !isMine(row)) {
        fault(where, "the graph has a job of this key that '" + maker.key + "' did not add");
      }
      known += row == null ? 0 : 1;
    }
    int max = transaction.jobsMax() > 0 ? transaction.jobsMax() : Limits.JOBS_MAX;
    int all = jobs.rows().all().size() + own.size() - known;
    if (all > max) {
      fault("", "the graph would have %,d jobs; its limit is %,d".formatted(all, max));
    }
  }

  private void apply(GraphSpec spec, int own) {
    spec.barriers().forEach(barrier -> barriers.put(barrier.job(), Json.text(barrier.globs())));
    numbers = new int[spec.jobCount()];
    Map<Integer, List<JoinSpec>> joins = new HashMap<>();
    spec.joins()
        .forEach(join -> joins.computeIfAbsent(join.job(), _ -> new ArrayList<>()).add(join));
    BitSet stays = new BitSet();
    for (int index = 0; index < spec.jobCount(); index++) {
      JobSpec job = spec.job(index);
      Integer old = jobs.rows().number(job.key());
      if (index >= own) {
        numbers[index] = Objects.requireNonNull(old, job.key());
        continue;
      }
      if (old == null) {
        numbers[index] = edit.addJob(flags(index, job), !job.active());
        jobs.add(job.key(), numbers[index]);
      } else {
        numbers[index] = old;
        stays.set(index);
      }
      made.put(numbers[index], job);
    }
    BitSet equal = new BitSet();
    for (int index = stays.nextSetBit(0); index >= 0; index = stays.nextSetBit(index + 1)) {
      equal.set(index, isEqual(spec, index, joins.getOrDefault(index, List.of())));
    }
    for (int index = 0; index < own; index++) {
      if (!equal.get(index)) {
        place(spec, index, stays.get(index), joins.getOrDefault(index, List.of()));
      }
    }
    for (ExpandedFrom wish : spec.expandedFrom()) {
      if (wish.job() < own) {
        Wish numbered = GraphCompiler.wish(wish, numbers);
        // Siblings are in this file: what it says of them it says by their keys.
        if (numbered.maker() != maker.job) {
          wishes.add(numbered);
        }
      }
    }
    leave();
    follow();
    finish();
  }

  private int flags(int index, JobSpec job) {
    return GraphCompiler.flags(job) | (barriers.containsKey(index) ? JobFlags.BARRIER : 0);
  }

  // ------------------------------------------------------------------------------- its jobs

  private boolean isEqual(GraphSpec spec, int index, List<JoinSpec> joins) {
    JobSpec job = spec.job(index);
    int old = numbers[index];
    return Json.text(members(job, index)).equals(Json.text(bare(jobs.json(old))))
        && edges(spec.dependencies(index), joins).equals(edges(old));
  }

  /** A job as a graph file says it, but for what it waits for and whether it is active. */
  private static Map<String, Object> bare(Map<String, Object> json) {
    Map<String, Object> bare = new TreeMap<>(json);
    bare.keySet().removeAll(List.of("needs", "after", "active"));
    return bare;
  }

  private Map<String, Object> members(JobSpec job, int index) {
    return bare(json(job, index));
  }

  private Map<String, Object> json(JobSpec job, int index) {
    String barrier = barriers.get(index);
    return JobJson.of(
        job.definition(),
        new JobJson.Stored(
            job.givenFace() == null ? null : Json.readResponse(Json.text(job.givenFace()), MEMBERS),
            job.description(),
            job.tags(),
            job.priority(),
            job.active(),
            job.allowFailure(),
            job.finalizer(),
            job.estimate(),
            job.deadline(),
            barrier == null ? null : EditedJobs.texts(barrier),
            JobFlags.has(GraphCompiler.flags(job), JobFlags.REUSE),
            List.of(),
            List.of()));
  }

  private Set<String> edges(Edges dependencies, List<JoinSpec> joins) {
    Set<String> edges = plain(dependencies);
    for (JoinSpec join : joins) {
      edges.add(join.atLeast() + " of " + plain(join.members()));
    }
    return edges;
  }

  private Set<String> plain(Edges dependencies) {
    TreeSet<String> edges = new TreeSet<>();
    for (int at = 0; at < dependencies.size(); at++) {
      int from = numbers[dependencies.target(at)];
      if (from != maker.job) {
        edges.add(
            from + " " + GraphCompiler.rule(dependencies.kind(at), dependencies.condition(at)));
      }
    }
    return edges;
  }

  private Set<String> edges(int old) {
    TreeSet<String> edges = new TreeSet<>();
    edit.waitsFor(old)
        .forEach(
            (from, rule) -> {
              if (edit.isGate(from) || from == maker.job) {
                return;
              }
              if (JobFlags.has(edit.flags(from), JobFlags.JOIN)) {
                TreeSet<String> members = new TreeSet<>();
                edit.waitsFor(from).forEach((of, how) -> members.add(of + " " + how));
                edges.add(edit.required(from) + " of " + members);
              } else {
                edges.add(from + " " + rule);
              }
            });
    return edges;
  }

  private void place(GraphSpec spec, int index, boolean old, List<JoinSpec> joins) {
    JobSpec job = spec.job(index);
    int number = numbers[index];
    Map<String, Object> json = json(job, index);
    json.put("needs", needs(spec, index, joins));
    operations.add(Operation.job(old ? Op.REPLACE : Op.ADD, job.key(), json));
    if (old) {
      int flags = flags(index, job);
      if (JobFlags.has(run.flags(number), JobFlags.FINALIZER)
          != JobFlags.has(flags, JobFlags.FINALIZER)) {
        fault(
            "jobs." + job.key(),
            "a job cannot become, or stop being, a finalizer; give it another key");
        return;
      }
      record.replaced(number, json);
      edit.replace(number, flags);
    } else {
      record.added(number);
    }
    AddedJobs.Numbered numbered = definitions.number(job.definition());
    revised.put(number, numbered.revision(number, job, barriers.get(index)));
    if (!edit.canRelink(number)) {
      // It runs, and will run again with what it waited for: nothing else can be said of it now.
      return;
    }
    if (old) {
      edit.unlinkAll(number);
    }
    rewritten.set(number);
    link(spec.dependencies(index), number);
    for (JoinSpec join : joins) {
      int hidden = edit.addJoin(join.atLeast());
      link(join.members(), hidden);
      edit.link(hidden, number, EdgeRule.NEEDS_SUCCESS);
    }
    edit.link(maker.job, number, EdgeRule.NEEDS_SUCCESS);
  }

  /** What a job waits for, with the keys that its globs matched, for the record. */
  private List<Object> needs(GraphSpec spec, int index, List<JoinSpec> joins) {
    TreeSet<String> keys = new TreeSet<>();
    keys.add(maker.key);
    spec.dependencies(index).forEach(edge -> keys.add(spec.job(edge.target()).key()));
    List<Object> needs = new ArrayList<>(keys);
    for (JoinSpec join : joins) {
      needs.add(
          Map.of(
              "atLeast",
              join.atLeast(),
              "of",
              join.members().stream().map(edge -> spec.job(edge.target()).key()).toList()));
    }
    return needs;
  }

  private void link(Edges dependencies, int dependent) {
    for (int at = 0; at < dependencies.size(); at++) {
      edit.link(
          numbers[dependencies.target(at)],
          dependent,
          GraphCompiler.rule(dependencies.kind(at), dependencies.condition(at)));
    }
  }

  // ------------------------------------------------------------------------------- the others

  private void leave() {
    List<Integer> gone = new ArrayList<>();
    jobs.rows()
        .all()
        .forEach(
            (job, row) -> {
              if (isMine(row) && !made.containsKey(job)) {
                gone.add(job);
              }
            });
    for (Wish wish : wished) {
      if (wish.maker() == maker.job && edit.exists(wish.job()) && edit.canRelink(wish.job())) {
        Glob glob = new Glob(wish.glob());
        for (int job : gone) {
          if (glob.matches(jobs.key(job))) {
            edit.unlink(job, wish.job());
          }
        }
      }
    }
    List<String> removed = new ArrayList<>();
    for (int job : gone) {
      if (transaction.attempt(job) > 0 || !edit.canRemove(job)) {
        left.add(job);
      } else {
        record.removed(job);
        removed.add(jobs.key(job));
        edit.remove(job);
      }
    }
    if (!removed.isEmpty()) {
      operations.add(Operation.on(Op.REMOVE, removed));
    }
  }

  /** Whoever waits for what this job adds waits for the jobs of the file. */
  private void follow() {
    for (Wish wish : wished) {
      int waits = wish.job();
      if (wish.maker() != maker.job
          || made.containsKey(waits)
          || !edit.exists(waits)
          || !edit.canRelink(waits)) {
        continue;
      }
      Glob glob = new Glob(wish.glob());
      made.forEach(
          (job, spec) -> {
            boolean ends = JobFlags.has(edit.flags(job), JobFlags.FINALIZER);
            if (glob.matches(spec.key())
                && (!ends || JobFlags.has(edit.flags(waits), JobFlags.FINALIZER))) {
              edit.link(job, waits, wish.rule());
            }
            if (spec.definition().expand() != null && glob.reachesBelow(spec.key())) {
              wishes.add(new Wish(job, waits, wish.glob(), wish.rule()));
            }
          });
    }
  }

  private void finish() {
    for (int[] orphan : edit.orphans(EditFaults.PLACES_MAX)) {
      fault(
          "jobs." + jobs.key(orphan[0]),
          "it is not there any more, but "
              + (JobFlags.has(edit.flags(orphan[1]), JobFlags.JOIN)
                  ? "a job waits for one of several with it"
                  : "'" + jobs.key(orphan[1]) + "' waits for it"));
    }
    if (faultCount > 0) {
      return;
    }
    JobGraph graph = new Gates(edit, jobs, this::barrier).hang();
    int[] cycle = Cycle.find(graph);
    if (cycle.length > 0) {
      List<String> keys = new ArrayList<>();
      for (int job : cycle) {
        if (!JobFlags.has(edit.flags(job), JobFlags.JOIN) && keys.size() < 20) {
          keys.add(jobs.key(job));
        }
      }
      keys.add(keys.getFirst());
      fault("", "jobs would wait for each other: " + String.join(" → ", keys));
      return;
    }
    now = graph;
  }

  private @Nullable String barrier(int job) {
    JobRevision of = revised.get(job);
    if (of != null) {
      return of.barrier();
    }
    JobRows.Row row = jobs.rows().row(job);
    return row == null ? null : row.barrier();
  }
}
