package croft.protocol.graphfile;

import croft.protocol.graphfile.JobDraft.BarrierDraft;
import croft.protocol.graphfile.JobDraft.Selector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the names and globs of dependencies into indices of jobs. */
final class Resolution {
  private static final int[] NOBODY = {};
  private final FaultLog log;
  private final Nearest nearest;
  private final NameTable names;
  private final DependencyReader read;
  private final List<JobDraft> drafts;
  private final Expansion expansion;
  private final List<JobSpec> jobs;
  private final GlobIndex globs;
  private final Set<String> brokenKeys = new HashSet<>();
  private final BitSet finalizers = new BitSet();
  private final BitSet barrierJobs = new BitSet();
  private final EdgeCollector direct;
  private final List<JoinSpec> joins = new ArrayList<>();
  private final BitSet growing = new BitSet();
  private final Map<String, int[]> makers = new HashMap<>();
  private final List<RemoteNeed> remoteNeeds = new ArrayList<>();
  private final Wishes wishes = new Wishes();
  private final List<BarrierSpec> barriers = new ArrayList<>();
  private final int[] starts;
  private @Nullable EdgeCollector members;
  private boolean tooMany;

  Resolution(
      FaultLog log,
      Nearest nearest,
      NameTable names,
      Budget budget,
      DependencyReader read,
      List<JobDraft> drafts,
      Expansion expansion) {
    this.log = log;
    this.nearest = nearest;
    this.names = names;
    this.read = read;
    this.drafts = drafts;
    this.expansion = expansion;
    this.jobs = expansion.jobs();
    this.globs = new GlobIndex(jobs, names, budget);
    this.direct = new EdgeCollector(jobs.size());
    this.starts = new int[jobs.size() + 1];
  }

  EdgeTable edges() {
    return direct.table(starts);
  }

  List<JoinSpec> joins() {
    return List.copyOf(joins);
  }

  List<BarrierSpec> barriers() {
    return List.copyOf(barriers);
  }

  List<RemoteNeed> remoteNeeds() {
    return List.copyOf(remoteNeeds);
  }

  List<ExpandedFrom> expandedFrom() {
    return wishes.all();
  }

  void run() {
    for (int job = 0; job < jobs.size(); job++) {
      if (jobs.get(job).finalizer() != Finalizer.NO) {
        finalizers.set(job);
      }
      if (jobs.get(job).definition().expand() != null) {
        growing.set(job);
      }
    }
    for (int d = 0; d < drafts.size(); d++) {
      JobDraft draft = drafts.get(d);
      if (draft.broken()) {
        brokenKeys.add(draft.key());
      }
      if (draft.barrier() != null) {
        barrierJobs.set(expansion.first(d), expansion.first(d + 1));
      }
    }
    var list = new DirectList(read.direct(), direct);
    for (int d = 0; d < drafts.size() && !stopped(); d++) {
      for (int job = expansion.first(d); job < expansion.first(d + 1) && !stopped(); job++) {
        direct.open();
        list.resolve(drafts.get(d), job, drafts.get(d).from(), drafts.get(d).to());
        direct.close();
        wishes.close(job);
        starts[job + 1] = direct.size();
      }
    }
    for (int job = expansion.first(drafts.size()); job < jobs.size(); job++) {
      starts[job + 1] = direct.size();
    }
    for (RemoteDraft remote : read.remotes()) {
      remote(remote);
    }
    for (JoinDraft join : read.joins()) {
      if (!stopped()) {
        join(join);
      }
    }
    for (int d = 0; d < drafts.size() && !stopped(); d++) {
      BarrierDraft barrier = drafts.get(d).barrier();
      if (barrier != null) {
        barrier(barrier, d);
      }
    }
    if (globs.exhausted()) {
      log.add(
          Position.START,
          "jobs",
          "the globs of the file look at too many keys; name jobs, or start globs with a longer"
              + " fixed part");
    }
  }

  private boolean stopped() {
    return log.full() || tooMany || globs.exhausted();
  }

  private int edgeCount() {
    return direct.size() + (members == null ? 0 : members.size());
  }

  private void remote(RemoteDraft remote) {
    for (int job = expansion.first(remote.draft());
        job < expansion.first(remote.draft() + 1) && !stopped();
        job++) {
      if (remoteNeeds.size() == GraphFileLimits.REMOTE_NEEDS_MAX) {
        tooMany = true;
        log.add(
            drafts.get(remote.draft()).at(),
            FaultLog.jobPath(drafts.get(remote.draft()).key()),
            "graph has more than %,d dependencies on jobs of other graphs, which is the limit"
                .formatted(GraphFileLimits.REMOTE_NEEDS_MAX));
        return;
      }
      remoteNeeds.add(
          new RemoteNeed(
              job,
              remote.graph(),
              remote.key(),
              Edges.kindOf(remote.code()),
              Edges.conditionOf(remote.code())));
    }
  }

  /** The jobs whose added jobs a glob can match: {@code e/*} is about what e adds. */
  private int[] makers(String glob) {
    return growing.isEmpty() ? NOBODY : makers.computeIfAbsent(glob, this::findMakers);
  }

  private int[] findMakers(String glob) {
    var found = new BitSet();
    int wild = Math.min(indexOr(glob, '*'), indexOr(glob, '?'));
    for (int slash = glob.indexOf('/');
        slash >= 0 && slash < wild;
        slash = glob.indexOf('/', slash + 1)) {
      int value = names.lookUp(glob.substring(0, slash));
      if (value >= 0) {
        found.set(value);
      } else if (value != NameTable.NONE) {
        for (int job : expansion.matrix(value).all()) {
          found.set(job);
        }
      }
    }
    found.and(growing);
    String prefix = glob.substring(0, wild);
    return found.stream()
        .filter(
            job -> {
              String below = jobs.get(job).key() + "/";
              return below.startsWith(prefix) || prefix.startsWith(below);
            })
        .toArray();
  }

  private static int indexOr(String text, char c) {
    int at = text.indexOf(c);
    return at < 0 ? text.length() : at;
  }

  private void join(JoinDraft join) {
    if (members == null) {
      members = new EdgeCollector(jobs.size());
    }
    EdgeCollector collector = members;
    JobDraft draft = drafts.get(join.draft());
    var list = new JoinList(read.members(), collector, join);
    for (int job = expansion.first(join.draft());
        job < expansion.first(join.draft() + 1) && !stopped();
        job++) {
      int faults = log.count();
      collector.open();
      list.resolve(draft, job, join.from(), join.to());
      collector.close();
      if (log.count() > faults) {
        return; // Its other jobs would say the same.
      }
      if (join.atLeast() > collector.opened()) {
        log.add(
            join.at(),
            join.path(),
            "atLeast is %,d, but there are only %,d jobs to choose from"
                .formatted(join.atLeast(), collector.opened()));
        return;
      }
      joins.add(new JoinSpec(job, join.atLeast(), collector.last()));
    }
  }

  private void barrier(BarrierDraft barrier, int d) {
    String path = FaultLog.jobPath(drafts.get(d).key());
    for (int job = expansion.first(d); job < expansion.first(d + 1); job++) {
      List<Selector> selectors = barrier.selectors();
      if (selectors == null) {
        barriers.add(new BarrierSpec(job, null, List.of()));
      } else {
        var selected = new BitSet();
        for (Selector selector : selectors) {
          select(selector, selected);
        }
        selected.andNot(barrierJobs);
        selected.andNot(finalizers);
        barriers.add(
            new BarrierSpec(
                job, selected.stream().toArray(), selectors.stream().map(Selector::text).toList()));
      }
      if (barriers.size() > GraphFileLimits.BARRIERS_MAX) {
        log.add(
            barrier.at(),
            path,
            "graph has more than %,d barriers, which is the limit"
                .formatted(GraphFileLimits.BARRIERS_MAX));
        tooMany = true;
        return;
      }
    }
  }

  private void select(Selector selector, BitSet selected) {
    if (Glob.is(selector.text())) {
      int[] found = globs.find(selector.text());
      for (int job : found) {
        selected.set(job);
      }
      if (found.length == 0) {
        log.add(selector.at(), selector.path(), noMatch(selector.text()));
      }
      return;
    }
    int value = names.lookUp(selector.text());
    if (value == NameTable.NONE) {
      unknown(selector.text(), selector.at(), selector.path());
    } else if (value >= 0) {
      selected.set(value);
    } else {
      for (int job : expansion.matrix(value).all()) {
        selected.set(job);
      }
    }
  }

  private void unknown(String name, long at, String path) {
    for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      if (brokenKeys.contains(name.substring(0, slash))) {
        return; // It may be one of the jobs of a matrix that could not be read.
      }
    }
    log.add(at, path, "there is no job " + Quoted.text(name) + nearest.suggestion(name, names));
  }

  private String noMatch(String glob) {
    String wider = glob.replaceAll("\\*+", "**");
    if (!wider.equals(glob) && globs.find(wider).length > 0) {
      return "the glob %s matches no job, as * stays inside one part of a key; %s matches %,d"
          .formatted(Quoted.text(glob), Quoted.text(wider), globs.find(wider).length);
    }
    return "the glob " + Quoted.text(glob) + " matches no job; correct it, or remove it";
  }

  /** A list of dependencies that is resolved for each job that has it. */
  private abstract class References {
    private final DependencyDrafts list;
    private final EdgeCollector into;

    /** A fault of an entry is told once, not for each job of a matrix. */
    private final BitSet told = new BitSet();

    References(DependencyDrafts list, EdgeCollector into) {
      this.list = list;
      this.into = into;
    }

    /** Where the i-th dependency is written. */
    abstract String path(JobDraft draft, int i);

    final void resolve(JobDraft draft, int job, int from, int to) {
      for (int i = from; i < to; i++) {
        int reference = list.reference(i);
        if (reference < 0) {
          glob(draft, job, i, read.globs().get(~reference));
        } else {
          int value = names.value(reference);
          if (value >= 0) {
            named(draft, job, i, value);
          } else if (value == NameTable.NONE) {
            if (!told.get(i)) {
              told.set(i);
              unknown(names.name(reference), list.at(i), path(draft, i));
            }
          } else {
            matrix(draft, job, i, expansion.matrix(value));
          }
        }
      }
    }

    private void named(JobDraft draft, int job, int i, int target) {
      if (!into.add(target, list.code(i), true)) {
        tell(
            draft,
            i,
            "the job " + Quoted.text(jobs.get(target).key()) + " is there twice; remove one");
      }
      check(draft, job, i, target);
    }

    private void check(JobDraft draft, int job, int i, int target) {
      if (target == job) {
        tell(
            draft,
            i,
            "the job " + Quoted.text(jobs.get(job).key()) + " waits for itself; remove it");
      } else if (finalizers.get(target) && !finalizers.get(job)) {
        tell(
            draft,
            i,
            Quoted.text(jobs.get(target).key())
                + " runs finally, when all is over; only jobs with finally can wait for it");
      }
      if (edgeCount() > GraphFileLimits.DEPENDENCIES_MAX && !tooMany) {
        tooMany = true;
        tell(draft, i, GraphFileLimits.tooManyDependencies());
      }
    }

    private void glob(JobDraft draft, int job, int i, String glob) {
      int[] found = globs.find(glob);
      int others = makers(draft, job, i, glob);
      for (int target : found) {
        if (target != job && !tooMany) {
          others++;
          into.add(target, list.code(i), false);
          check(draft, job, i, target);
        }
      }
      if (others == 0) {
        tell(
            draft,
            i,
            found.length == 0
                ? noMatch(glob)
                : "the glob " + Quoted.text(glob) + " matches this job only; correct it");
      }
      if (!isJoin()) {
        wish(draft, i, ExpandedFrom.EDIT, glob);
      }
    }

    private void wish(JobDraft draft, int i, int maker, String glob) {
      if (wishes.size() < GraphFileLimits.EXPANDED_FROM_MAX) {
        wishes.add(maker, glob, list.code(i));
      } else if (!tooMany) {
        tooMany = true;
        tell(
            draft,
            i,
            "graph has more than %,d dependencies that are written as globs, which is the limit"
                .formatted(GraphFileLimits.EXPANDED_FROM_MAX));
      }
    }

    private int makers(JobDraft draft, int job, int i, String glob) {
      int[] all = Resolution.this.makers(glob);
      for (int maker : all) {
        if (isJoin()) {
          tell(
              draft,
              i,
              "what "
                  + Quoted.text(jobs.get(maker).key())
                  + " adds is not known yet, so that it cannot be counted; need it directly");
        } else if (!tooMany) {
          into.add(maker, list.code(i), false);
          check(draft, job, i, maker);
          wish(draft, i, maker, glob);
        }
      }
      return all.length;
    }

    /** Whether it is members of a join. */
    abstract boolean isJoin();

    private void matrix(JobDraft draft, int job, int i, MatrixJobs other) {
      MatrixJobs own = expansion.matrix(draft);
      List<String> common =
          own == null ? List.of() : own.axes().stream().filter(other.axes()::contains).toList();
      int[] targets = other.all();
      if (own != null && !common.isEmpty()) {
        List<String> wanted = common.stream().map(axis -> own.value(job, axis)).toList();
        targets = other.with(common, wanted);
        if (targets.length == 0) {
          tell(
              draft,
              i,
              "the other matrix has no job with "
                  + String.join(", ", common)
                  + " = "
                  + String.join(", ", wanted)
                  + "; exclude it here too, or include it there");
        }
      }
      for (int target : targets) {
        if (!tooMany) {
          into.add(target, list.code(i), false);
          check(draft, job, i, target);
        }
      }
    }

    private void tell(JobDraft draft, int i, String message) {
      if (!told.get(i)) {
        told.set(i);
        log.add(list.at(i), path(draft, i), message);
      }
    }

    final int index(int i) {
      return list.index(i);
    }

    final boolean isAfter(int i) {
      return Edges.kindOf(list.code(i)) == DependencyKind.AFTER;
    }
  }

  private final class DirectList extends References {
    DirectList(DependencyDrafts list, EdgeCollector into) {
      super(list, into);
    }

    @Override
    String path(JobDraft draft, int i) {
      String path = FaultLog.jobPath(draft.key()) + (isAfter(i) ? ".after" : ".needs");
      return index(i) < 0 ? path : path + "[" + index(i) + "]";
    }

    @Override
    boolean isJoin() {
      return false;
    }
  }

  private final class JoinList extends References {
    private final JoinDraft join;

    JoinList(DependencyDrafts list, EdgeCollector into, JoinDraft join) {
      super(list, into);
      this.join = join;
    }

    @Override
    String path(JobDraft draft, int i) {
      return join.path() + "[" + index(i) + "]";
    }

    @Override
    boolean isJoin() {
      return true;
    }
  }
}
