package croft.server.edit;

import croft.core.graph.EdgeRule;
import croft.core.graph.GraphEdit;
import croft.core.graph.GraphRun;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.protocol.graphfile.Definition;
import croft.protocol.graphfile.Edges;
import croft.protocol.graphfile.ExpandedFrom;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.JobKind;
import croft.protocol.graphfile.JobSpec;
import croft.protocol.graphfile.JoinSpec;
import croft.protocol.graphfile.RemoteNeed;
import croft.protocol.json.Json;
import croft.server.submit.GraphCompiler;
import croft.store.graph.JobRevision;
import croft.store.graph.Wish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the jobs of a parsed file into an edit: new ones are added, those that the file replaces
 * become what it says. Used once, by one thread.
 */
final class AddedJobs {

  /** What is known of a definition: its number, and the class of workers that can run it. */
  record Numbered(int definition, int requirementClass) {

    /**
     * A job of this definition, as it is stored.
     *
     * @param barrier the globs that it waits for, as JSON; null if it is no barrier
     */
    JobRevision revision(int number, JobSpec job, @Nullable String barrier) {
      Duration estimate = job.estimate();
      Duration deadline = job.deadline();
      return new JobRevision(
          number,
          job.key(),
          definition,
          requirementClass,
          job.priority(),
          estimate == null ? null : estimate.toMillis(),
          deadline == null ? null : deadline.toMillis(),
          job.givenFace() == null ? null : Json.text(job.givenFace()),
          job.tags(),
          job.description(),
          barrier);
    }
  }

  /** Numbers a definition, which may be new. */
  @FunctionalInterface
  interface Definitions {
    Numbered number(Definition definition);
  }

  /**
   * Where the jobs come from.
   *
   * @param spec what the bodies say, and around them jobs of the graph that they name
   * @param bodies of the edit's own jobs, by key
   * @param replaced keys of those that are there already
   * @param removed jobs that the same edit removes
   */
  record Source(
      GraphSpec spec, Map<String, Object> bodies, Set<String> replaced, Set<Integer> removed) {}

  /**
   * What came of it, beside what the edit itself holds.
   *
   * @param jobs new ones, by number
   * @param revised new and replaced ones, as they are to be stored
   * @param wishes for which jobs yet to be added they wait
   * @param remotes joins that stand for jobs of other graphs
   * @param rewritten whose dependencies are the file's now
   */
  record Added(
      Map<Integer, JobSpec> jobs,
      Map<Integer, JobRevision> revised,
      List<Wish> wishes,
      List<croft.store.graph.RemoteNeed> remotes,
      List<Integer> rewritten) {

    static final Added NOTHING = new Added(Map.of(), Map.of(), List.of(), List.of(), List.of());
  }

  private final GraphRun run;
  private final GraphEdit edit;
  private final EditedJobs jobs;
  private final EditRecord record;
  private final EditFaults faults;
  private final @Nullable Integer since;
  private final Source source;
  private final GraphSpec spec;

  /** The number in the graph of each job of the file. */
  private final int[] numbers;

  private final Map<Integer, JobSpec> added = new LinkedHashMap<>();
  private final Map<Integer, JobRevision> revised = new LinkedHashMap<>();
  private final List<Wish> wishes = new ArrayList<>();
  private final List<croft.store.graph.RemoteNeed> remotes = new ArrayList<>();
  private final List<Integer> rewritten = new ArrayList<>();
  private final Map<Integer, String> barriers = new HashMap<>();

  /**
   * @param since the revision that the edit was meant for; null for whatever there is
   */
  AddedJobs(
      GraphRun run,
      GraphEdit edit,
      EditedJobs jobs,
      EditRecord record,
      EditFaults faults,
      @Nullable Integer since,
      Source source) {
    this.run = run;
    this.edit = edit;
    this.jobs = jobs;
    this.record = record;
    this.faults = faults;
    this.since = since;
    this.source = source;
    this.spec = source.spec();
    this.numbers = new int[spec.jobCount()];
  }

  /** Puts them in; conflicts and faults are noted. */
  Added put(Definitions definitions) {
    spec.barriers().forEach(barrier -> barriers.put(barrier.job(), Json.text(barrier.globs())));
    int own = 0;
    for (int index = 0; index < spec.jobCount(); index++) {
      JobSpec job = spec.job(index);
      boolean existing = !isOwn(job.key());
      own += existing ? 0 : 1;
      numbers[index] = existing ? number(job.key()) : place(index, job, definitions);
    }
    for (int index = 0; index < own; index++) {
      edges(index);
    }
    for (ExpandedFrom wish : spec.expandedFrom()) {
      if (wish.job() < own && !keepsEdges(spec.job(wish.job()).key())) {
        wishes.add(GraphCompiler.wish(wish, numbers));
      }
    }
    for (RemoteNeed need : spec.remoteNeeds()) {
      if (keepsEdges(spec.job(need.job()).key())) {
        continue;
      }
      int hidden = edit.addRemote();
      remotes.add(
          new croft.store.graph.RemoteNeed(
              hidden, need.graph(), need.key(), GraphCompiler.rule(need.kind(), need.condition())));
      edit.link(hidden, numbers[need.job()], EdgeRule.NEEDS_SUCCESS);
    }
    for (JoinSpec join : spec.joins()) {
      if (keepsEdges(spec.job(join.job()).key())) {
        continue;
      }
      int hidden = edit.addJoin(join.atLeast());
      link(join.members(), hidden);
      edit.link(hidden, numbers[join.job()], EdgeRule.NEEDS_SUCCESS);
    }
    return new Added(added, revised, wishes, remotes, rewritten);
  }

  /** Whether the file has the job; a matrix has made several of one body. */
  private boolean isOwn(String key) {
    for (int end = key.length(); end > 0; end = key.lastIndexOf('/', end - 1)) {
      if (source.bodies().containsKey(key.substring(0, end))) {
        return end == key.length()
            || (source.bodies().get(key.substring(0, end)) instanceof Map<?, ?> body
                && body.containsKey("matrix"));
      }
    }
    return false;
  }

  private int number(String key) {
    return Objects.requireNonNull(jobs.rows().number(key), key);
  }

  private int place(int index, JobSpec job, Definitions definitions) {
    int flags = GraphCompiler.flags(job) | (barriers.containsKey(index) ? JobFlags.BARRIER : 0);
    Integer old = source.replaced().contains(job.key()) ? jobs.number(job.key()) : null;
    int number;
    if (old == null) {
      if (jobs.number(job.key()) != null && !source.removed().contains(number(job.key()))) {
        faults.conflict(job.key(), "there is a job '" + job.key() + "' already");
      }
      number = edit.addJob(flags, !job.active());
      jobs.add(job.key(), number);
      added.put(number, job);
      record.added(number);
    } else {
      number = old;
      replace(old, job, flags);
    }
    Numbered numbered = definitions.number(job.definition());
    revised.put(number, numbered.revision(number, job, barriers.get(index)));
    return number;
  }

  private void replace(int old, JobSpec job, int flags) {
    faults.checkRevision(jobs.rows().row(old), since);
    boolean finalizer = JobFlags.has(run.flags(old), JobFlags.FINALIZER);
    if (finalizer != JobFlags.has(flags, JobFlags.FINALIZER)) {
      faults.conflict(
          job.key(), "a job cannot become, or stop being, a finalizer; add another and remove it");
    }
    if (run.state(old) == JobState.RUNNING && !(job.kind() instanceof JobKind.Script)) {
      faults.conflict(job.key(), "it is running: it can get another script, nothing else");
    }
    record.replaced(old, source.bodies().get(job.key()));
    edit.replace(old, flags);
    if (!keepsEdges(job.key())) {
      if (edit.canRelink(old)) {
        edit.unlinkAll(old);
      } else {
        faults.conflict(
            job.key(), "it is running: what it waits for cannot change; leave out needs and after");
      }
    }
  }

  private boolean keepsEdges(String key) {
    return source.replaced().contains(key)
        && source.bodies().get(key) instanceof Map<?, ?> body
        && !body.containsKey("needs")
        && !body.containsKey("after");
  }

  private void edges(int index) {
    if (!keepsEdges(spec.job(index).key())) {
      rewritten.add(numbers[index]);
      link(spec.dependencies(index), numbers[index]);
    }
  }

  private void link(Edges dependencies, int dependent) {
    for (int at = 0; at < dependencies.size(); at++) {
      edit.link(
          numbers[dependencies.target(at)],
          dependent,
          GraphCompiler.rule(dependencies.kind(at), dependencies.condition(at)));
    }
  }
}
