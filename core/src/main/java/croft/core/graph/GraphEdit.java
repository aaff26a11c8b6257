package croft.core.graph;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes to the jobs and edges of a graph while it runs: what is added, removed, replaced, linked
 * and unlinked, gathered here and then applied at once by {@link #apply}. The states of jobs are
 * looked at as they were before the edit, so the order of the calls does not matter for what is
 * allowed.
 *
 * <p>What has started keeps its edges, unless it is run again by the same edit. A removed job's
 * number is never used again: in memory it stays as a join without edges.
 *
 * <p>Not safe for use by several threads.
 */
public final class GraphEdit {
  private final GraphRun run;
  private final JobGraph before;
  private final JobGraph.Incoming incoming;

  /** The edges to each job that this edit touches, by the job that is waited for. */
  private final Map<Integer, Map<Integer, EdgeRule>> touched = new TreeMap<>();

  /** Where new edges lead, by the job that is waited for. */
  private final Map<Integer, BitSet> linked = new LinkedHashMap<>();

  private final List<Integer> addedRequired = new ArrayList<>();
  private final List<Integer> addedFlags = new ArrayList<>();
  private final BitSet addedInactive = new BitSet();
  private final BitSet removed = new BitSet();
  private final BitSet replaced = new BitSet();
  private final Map<Integer, Integer> newFlags = new LinkedHashMap<>();
  private final BitSet runAgain = new BitSet();

  /**
   * An edit of a graph as it stands.
   *
   * @param incoming of the run's graph
   */
  public GraphEdit(GraphRun run, JobGraph.Incoming incoming) {
    this.run = run;
    this.before = run.graph();
    this.incoming = incoming;
  }

  /** The number behind the last job and join, those that were added included. */
  public int size() {
    return before.size() + addedRequired.size();
  }

  /** Whether there is such a job or join now: it was there or was added, and was not removed. */
  public boolean exists(int job) {
    return job >= 0 && job < size() && !removed.get(job) && !isDead(job);
  }

  private boolean isDead(int job) {
    return job < before.size() && run.isRemoved(job);
  }

  /** Whether this edit makes the job. */
  public boolean isAdded(int job) {
    return job >= before.size();
  }

  /** The job's flags as they will be. */
  public int flags(int job) {
    Integer changed = newFlags.get(job);
    if (changed != null) {
      return changed;
    }
    return isAdded(job) ? addedFlags.get(job - before.size()) : run.flags(job);
  }

  /** Says which jobs the same edit runs again: they may be linked anew though they have ended. */
  public void runsAgain(Collection<Integer> jobs) {
    jobs.forEach(runAgain::set);
  }

  // ---------------------------------------------------------------- operations

  /**
   * Adds a job without edges.
   *
   * @param flags its properties, of {@link JobFlags}
   * @param inactive not to be run until someone activates it
   * @return its number
   */
  public int addJob(int flags, boolean inactive) {
    int job = size();
    addedRequired.add(-1);
    addedFlags.add(flags);
    addedInactive.set(job, inactive);
    touched.put(job, new TreeMap<>());
    return job;
  }

  /** Adds a hidden join that requires {@code k} of its edges; returns its number. */
  public int addJoin(int k) {
    int join = addJob(JobFlags.JOIN, false);
    addedRequired.set(join - before.size(), k);
    return join;
  }

  /** Adds a join that stands for a job of another graph, which is open for now. */
  public int addRemote() {
    int join = addJob(JobFlags.JOIN | JobFlags.REMOTE | JobFlags.REMOTE_OPEN, false);
    addedRequired.set(join - before.size(), 1);
    return join;
  }

  /** Whether the edges to a job may change: it has not started, or runs again. */
  public boolean canRelink(int job) {
    if (isAdded(job) || JobFlags.has(run.flags(job), JobFlags.JOIN)) {
      return true;
    }
    return switch (run.state(job)) {
      case INACTIVE, BLOCKED, READY, HELD, SKIPPED, CANCELLED -> true;
      case SUCCEEDED, FAILED -> runAgain.get(job) || replaced.get(job);
      case RUNNING -> false;
    };
  }

  /** Has {@code to} wait for {@code from}; an edge that is there already gets the new rule. */
  public void link(int from, int to, EdgeRule rule) {
    edgesTo(to).put(from, rule);
    linked.computeIfAbsent(from, _ -> new BitSet()).set(to);
  }

  /** Takes an edge away; returns whether it was there. */
  public boolean unlink(int from, int to) {
    return edgesTo(to).remove(from) != null;
  }

  /** What {@code to} waits for now, each with the edge's rule. */
  public Map<Integer, EdgeRule> waitsFor(int to) {
    Map<Integer, EdgeRule> now = touched.get(to);
    if (now != null) {
      return now;
    }
    Map<Integer, EdgeRule> edges = new TreeMap<>();
    for (int slot = incoming.first(to); slot < incoming.last(to); slot++) {
      edges.put(incoming.source(slot), before.rule(incoming.edge(slot)));
    }
    return edges;
  }

  private Map<Integer, EdgeRule> edgesTo(int to) {
    return touched.computeIfAbsent(to, this::waitsFor);
  }

  /** The join's k as it will be. */
  public int required(int join) {
    return isAdded(join) ? addedRequired.get(join - before.size()) : before.required(join);
  }

  /** Takes away all edges to a job but those of gates, and the joins that only it waited for. */
  public void unlinkAll(int to) {
    Map<Integer, EdgeRule> edges = edgesTo(to);
    for (int from : List.copyOf(edges.keySet())) {
      if (isGate(from)) {
        continue;
      }
      edges.remove(from);
      removeUnusedJoin(from);
    }
  }

  /** Takes a job out of a gate, and removes the gate when nothing is under it any more. */
  public void unlinkGate(int gate, int job) {
    edgesTo(job).remove(gate);
    removeUnusedJoin(gate);
  }

  /** Whether it is the hidden join over a set of barriers. */
  public boolean isGate(int job) {
    if (!JobFlags.has(flags(job), JobFlags.JOIN)) {
      return false;
    }
    Map<Integer, EdgeRule> members = waitsFor(job);
    return !members.isEmpty()
        && members.values().stream().allMatch(rule -> rule.kind() == EdgeRule.Kind.BARRIER);
  }

  /** Removes a join that nothing waits for, and those that only it waited for. */
  private void removeUnusedJoin(int join) {
    if (!JobFlags.has(flags(join), JobFlags.JOIN) || isWaitedFor(join)) {
      return;
    }
    Map<Integer, EdgeRule> members = edgesTo(join);
    List<Integer> were = List.copyOf(members.keySet());
    members.clear();
    removed.set(join);
    were.forEach(this::removeUnusedJoin);
  }

  private boolean isWaitedFor(int job) {
    if (!isAdded(job)) {
      for (int edge = before.firstEdge(job); edge < before.lastEdge(job); edge++) {
        Map<Integer, EdgeRule> edges = touched.get(before.target(edge));
        if (edges == null || edges.containsKey(job)) {
          return true;
        }
      }
    }
    BitSet to = linked.getOrDefault(job, new BitSet());
    return to.stream().anyMatch(target -> edgesTo(target).containsKey(job));
  }

  /** Whether a job may be removed: it neither started nor ended by an attempt. */
  public boolean canRemove(int job) {
    return switch (isAdded(job) ? JobState.BLOCKED : run.state(job)) {
      case INACTIVE, BLOCKED, READY, HELD, SKIPPED, CANCELLED -> true;
      case RUNNING, SUCCEEDED, FAILED -> false;
    };
  }

  /** Removes a job for which {@link #canRemove} holds. */
  public void remove(int job) {
    removed.set(job);
    unlinkAll(job);
    edgesTo(job).clear();
  }

  /**
   * Gives a job another definition. What waits is looked at again, what ended runs again, what runs
   * will run again when its attempt ends; what is inactive or cancelled stays so.
   *
   * @param flags its properties: all but what was asked of it or became of it
   */
  public void replace(int job, int flags) {
    replaced.set(job);
    int kept = flags(job) & ~JobFlags.PROPERTIES;
    newFlags.put(job, kept | flags);
  }

  // ---------------------------------------------------------------- what comes of it

  /** Jobs that are removed although this one, which stays, waits for them; empty if none. */
  public List<int[]> orphans(int max) {
    List<int[]> found = new ArrayList<>();
    for (int job = removed.nextSetBit(0); job >= 0; job = removed.nextSetBit(job + 1)) {
      if (isAdded(job)) {
        continue;
      }
      for (int edge = before.firstEdge(job); edge < before.lastEdge(job); edge++) {
        int to = before.target(edge);
        if (!touched.containsKey(to) && !removed.get(to)) {
          found.add(new int[] {job, to});
        }
      }
    }
    touched.forEach(
        (to, edges) -> {
          for (int from : edges.keySet()) {
            if (removed.get(from) && !removed.get(to)) {
              found.add(new int[] {from, to});
            }
          }
        });
    return found.size() > max ? found.subList(0, max) : found;
  }

  /** The graph's jobs and edges as they will be. Cycles are not looked for. */
  public JobGraph graph() {
    var builder = new JobGraph.Builder();
    for (int job = 0; job < size(); job++) {
      if (removed.get(job) || isDead(job)) {
        builder.join(0);
      } else if (JobFlags.has(flags(job), JobFlags.JOIN)) {
        builder.join(required(job));
      } else {
        builder.job();
      }
    }
    for (int job = 0; job < before.size(); job++) {
      for (int edge = before.firstEdge(job); edge < before.lastEdge(job); edge++) {
        if (!touched.containsKey(before.target(edge))) {
          builder.edge(job, before.target(edge), before.rule(edge));
        }
      }
    }
    touched.forEach((to, edges) -> edges.forEach((from, rule) -> builder.edge(from, to, rule)));
    return builder.build();
  }

  /** The jobs and joins whose edges this edit touches, and those that it removes or replaces. */
  public BitSet touched() {
    BitSet all = new BitSet();
    touched.keySet().forEach(all::set);
    all.or(removed);
    all.or(replaced);
    return all;
  }

  /** The jobs and joins that this edit removes. */
  public BitSet removed() {
    return (BitSet) removed.clone();
  }

  /** The jobs that this edit replaces. */
  public BitSet replaced() {
    return (BitSet) replaced.clone();
  }

  /**
   * The same run on the changed graph, with every counter right; what follows is left for {@link
   * GraphRun#settleTogether}. The old run is not to be used any more.
   *
   * @param now {@link #graph()}, found to be without cycles
   */
  public GraphRun apply(JobGraph now) {
    int[] flags = new int[now.size()];
    boolean[] off = new boolean[now.size()];
    for (int job = 0; job < now.size(); job++) {
      flags[job] = removed.get(job) || isDead(job) ? JobFlags.JOIN | JobFlags.REMOVED : flags(job);
      off[job] =
          isAdded(job)
              ? addedInactive.get(job)
              : !isDead(job) && !removed.get(job) && run.state(job) == JobState.INACTIVE;
    }
    boolean[] inactive =
        Activation.closure(now, flags, new boolean[now.size()], off, this::isAdded);
    BitSet relinked = new BitSet();
    touched.keySet().forEach(relinked::set);
    return GraphRun.edited(run, now, flags, inactive, removed, replaced, relinked);
  }
}
