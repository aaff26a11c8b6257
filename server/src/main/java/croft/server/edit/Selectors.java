package croft.server.edit;

import croft.core.graph.EdgeRule;
import croft.core.graph.GraphEdit;
import croft.core.job.JobFlags;
import croft.protocol.graphfile.Glob;
import croft.protocol.graphfile.GraphFileLimits;
import croft.protocol.graphfile.JobSpec;
import croft.store.graph.Wish;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Dependencies that were written as globs, looked at again when an edit adds or removes jobs: a job
 * that has not started also waits for those that came, and no more for those that went, as long as
 * its glob still matches one. What an earlier edit unlinked stays unlinked.
 */
final class Selectors {
  private final GraphEdit edit;
  private final EditedJobs jobs;
  private final EditRecord record;
  private final Map<String, List<Wish>> waiting = new HashMap<>();

  /**
   * The globs of jobs that have not started.
   *
   * @param rewritten jobs whose dependencies the edit writes anew: theirs are resolved already
   */
  Selectors(GraphEdit edit, EditedJobs jobs, EditRecord record, BitSet rewritten) {
    this.edit = edit;
    this.jobs = jobs;
    this.record = record;
    for (Wish wish : jobs.wishes()) {
      int job = wish.job();
      if (wish.maker() == Wish.EDIT
          && !rewritten.get(job)
          && edit.exists(job)
          && edit.canRelink(job)) {
        waiting.computeIfAbsent(wish.glob(), _ -> new ArrayList<>()).add(wish);
      }
    }
  }

  /** Lets jobs wait no more for those that the edit removes. */
  void leave(BitSet removed) {
    NavigableMap<String, Integer> gone = new TreeMap<>();
    removed.stream()
        .filter(job -> jobs.rows().row(job) != null)
        .forEach(job -> gone.put(jobs.key(job), job));
    waiting.forEach(
        (text, wishes) -> {
          Glob glob = new Glob(text);
          for (var entry : below(gone, glob.prefix()).entrySet()) {
            if (glob.matches(entry.getKey())) {
              wishes.forEach(wish -> leave(wish, glob, entry.getValue()));
            }
          }
        });
  }

  private void leave(Wish wish, Glob glob, int gone) {
    Map<Integer, EdgeRule> edges = edit.waitsFor(wish.job());
    EdgeRule rule = edges.get(gone);
    if (rule != null && rule.equals(wish.rule()) && matchesAnother(edges, glob)) {
      record.relinked(wish.job());
      edit.unlink(gone, wish.job());
      record.left(jobs.key(gone), jobs.key(wish.job()), rule);
    }
  }

  private boolean matchesAnother(Map<Integer, EdgeRule> edges, Glob glob) {
    return edges.keySet().stream()
        .anyMatch(
            from ->
                edit.exists(from)
                    && !JobFlags.has(edit.flags(from), JobFlags.JOIN)
                    && glob.matches(jobs.key(from)));
  }

  /**
   * Lets jobs wait for those that the edit adds.
   *
   * @param added jobs of the edit by number
   * @param edges of the graph before
   * @return which of them wait for what added jobs will add themselves; null if the graph would get
   *     too many dependencies
   */
  @Nullable List<Wish> join(Map<Integer, JobSpec> added, int edges) {
    NavigableMap<String, Integer> came = new TreeMap<>();
    added.forEach((job, spec) -> came.put(spec.key(), job));
    List<Wish> wishes = new ArrayList<>();
    long count = edges;
    for (var entry : waiting.entrySet()) {
      Glob glob = new Glob(entry.getKey());
      for (var one : below(came, glob.prefix()).entrySet()) {
        int job = one.getValue();
        if (glob.matches(one.getKey()) && !JobFlags.has(edit.flags(job), JobFlags.FINALIZER)) {
          count += entry.getValue().size();
          if (count > GraphFileLimits.DEPENDENCIES_MAX) {
            return null;
          }
          entry.getValue().forEach(wish -> join(wish, job));
        }
      }
      added.forEach(
          (maker, spec) -> {
            if (spec.definition().expand() != null && glob.reachesBelow(spec.key())) {
              for (Wish wish : entry.getValue()) {
                join(wish, maker);
                wishes.add(new Wish(maker, wish.job(), wish.glob(), wish.rule()));
              }
            }
          });
    }
    return wishes;
  }

  private void join(Wish wish, int from) {
    if (from != wish.job() && !edit.waitsFor(wish.job()).containsKey(from)) {
      record.relinked(wish.job());
      edit.link(from, wish.job(), wish.rule());
      record.joined(jobs.key(from), jobs.key(wish.job()), wish.rule());
    }
  }

  private static NavigableMap<String, Integer> below(
      NavigableMap<String, Integer> keys, String prefix) {
    return prefix.isEmpty() ? keys : keys.subMap(prefix, true, prefix + Character.MAX_VALUE, true);
  }
}
