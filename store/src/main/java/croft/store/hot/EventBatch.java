package croft.store.hot;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.store.sql.Ints;
import croft.store.sql.Longs;
import croft.store.sql.Statement;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one transaction changed, by graph: the jobs' states for the event, and the differences of
 * the counts. Hidden joins are left out of both.
 */
public final class EventBatch {
  private final Map<Long, OfGraph> graphs = new TreeMap<>();

  private static final class OfGraph {
    final Ints jobs = new Ints();
    final Ints attempts = new Ints();
    final ByteArrayOutputStream states = new ByteArrayOutputStream();
    final int[] counts = new int[JobState.values().length];
    int unfinished;
    int ended;
    int failures;
  }

  /**
   * Notes that a job went from one state to another.
   *
   * @param attempt its attempt now, or 0 when it has none that matters
   */
  public void add(long graph, int job, int attempt, JobState from, JobState to, int flags) {
    if (JobFlags.has(flags, JobFlags.JOIN)) {
      return;
    }
    OfGraph of = graphs.computeIfAbsent(graph, _ -> new OfGraph());
    of.jobs.add(job);
    of.attempts.add(attempt);
    of.states.write(to.code());
    of.counts[from.code()]--;
    of.counts[to.code()]++;
    if (!JobFlags.has(flags, JobFlags.FINALIZER)) {
      of.unfinished += difference(from.isUnfinished(), to.isUnfinished());
      of.ended += difference(from.isEnded(), to.isEnded());
    }
    of.failures +=
        difference(
            JobFlags.effective(from, flags) == JobState.FAILED,
            JobFlags.effective(to, flags) == JobState.FAILED);
  }

  private static int difference(boolean before, boolean after) {
    return (after ? 1 : 0) - (before ? 1 : 0);
  }

  /** Whether jobs that keep a graph's finalizers waiting ended in this transaction. */
  public boolean endsTheLast(long graph) {
    OfGraph of = graphs.get(graph);
    return of != null && of.unfinished < 0;
  }

  /** The graphs that changed. */
  public Set<Long> graphs() {
    return Collections.unmodifiableSet(graphs.keySet());
  }

  public boolean isEmpty() {
    return graphs.isEmpty();
  }

  Statement bind(Statement statement) throws SQLException {
    Longs ids = new Longs();
    Ints[] counts = new Ints[13];
    for (int column = 0; column < counts.length; column++) {
      counts[column] = new Ints();
    }
    Ints jobs = new Ints();
    Ints attempts = new Ints();
    ByteArrayOutputStream states = new ByteArrayOutputStream();
    for (Map.Entry<Long, OfGraph> entry : graphs.entrySet()) {
      OfGraph of = entry.getValue();
      int first = jobs.size() + 1;
      for (int at = 0; at < of.jobs.size(); at++) {
        jobs.add(of.jobs.get(at));
        attempts.add(of.attempts.get(at));
      }
      states.writeBytes(of.states.toByteArray());
      ids.add(entry.getKey());
      int[] row = {
        of.counts[JobState.BLOCKED.code()],
        of.counts[JobState.READY.code()],
        of.counts[JobState.HELD.code()],
        of.counts[JobState.SKIPPED.code()],
        of.counts[JobState.RUNNING.code()],
        of.counts[JobState.SUCCEEDED.code()],
        of.counts[JobState.FAILED.code()],
        of.counts[JobState.CANCELLED.code()],
        of.unfinished,
        of.ended,
        of.failures,
        first,
        jobs.size()
      };
      for (int column = 0; column < row.length; column++) {
        counts[column].add(row[column]);
      }
    }
    statement.with(ids);
    for (Ints column : counts) {
      statement.with(column);
    }
    return statement.with(jobs).with(attempts).with(states.toByteArray());
  }
}
