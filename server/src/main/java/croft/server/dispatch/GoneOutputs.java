package croft.server.dispatch;

import croft.core.graph.ChangeList;
import croft.core.graph.EdgeRule;
import croft.core.graph.GraphRun;
import croft.core.graph.JobGraph;
import croft.core.job.JobFlags;
import croft.core.job.JobState;
import croft.store.graph.GraphTransaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Has jobs run again whose files are gone, when a job that needs them is to run: it could not fetch
 * them. Thread-safe.
 */
public final class GoneOutputs {
  /** Which contents are kept. */
  @FunctionalInterface
  public interface Contents {
    /** Whether the content with this digest, in hexadecimal, is there. */
    boolean has(String sha256) throws IOException;
  }

  private final Contents contents;

  public GoneOutputs(Contents contents) {
    this.contents = contents;
  }

  /**
   * Looks at all jobs that the transaction has opened so far, and at those that it opens here.
   * Returns the numbers of the jobs that run again because of that.
   */
  public List<Integer> runAgain(GraphTransaction transaction) throws SQLException {
    GraphRun run = transaction.run();
    BitSet opened = opened(run);
    List<Integer> again = new ArrayList<>();
    if (opened.isEmpty()) {
      return again;
    }
    JobGraph.Incoming incoming = run.graph().incoming();
    BitSet seen = new BitSet();
    while (!opened.isEmpty()) {
      BitSet needed = needed(run, incoming, opened);
      needed.andNot(seen);
      seen.or(needed);
      opened.clear();
      int[] gone = gone(transaction.outputs(needed.stream().toArray()));
      if (gone.length > 0) {
        run.rerun(gone, false);
      }
      for (int job : gone) {
        again.add(job);
        opened.set(job);
      }
    }
    return again;
  }

  private static BitSet opened(GraphRun run) {
    BitSet opened = new BitSet();
    ChangeList changes = run.changes();
    for (int index = 0; index < changes.size(); index++) {
      int job = changes.job(index);
      JobState before = changes.stateBefore(index);
      boolean closed = before == JobState.INACTIVE || before.isFinal();
      if (closed && run.state(job).isUnfinished() && !JobFlags.has(run.flags(job), JobFlags.JOIN)) {
        opened.set(job);
      }
    }
    return opened;
  }

  /** The jobs that have succeeded and are needed directly, also through joins. */
  private static BitSet needed(GraphRun run, JobGraph.Incoming incoming, BitSet by) {
    BitSet needed = new BitSet();
    BitSet seen = (BitSet) by.clone();
    List<Integer> open = new ArrayList<>(by.stream().boxed().toList());
    while (!open.isEmpty()) {
      int job = open.removeLast();
      for (int slot = incoming.first(job); slot < incoming.last(job); slot++) {
        int source = incoming.source(slot);
        if (run.graph().rule(incoming.edge(slot)).kind() != EdgeRule.Kind.NEEDS) {
          continue;
        }
        if (JobFlags.has(run.flags(source), JobFlags.JOIN)) {
          if (!seen.get(source)) {
            seen.set(source);
            open.add(source);
          }
        } else if (run.state(source) == JobState.SUCCEEDED) {
          needed.set(source);
        }
      }
    }
    return needed;
  }

  private int[] gone(Map<Integer, List<String>> outputs) {
    return outputs.entrySet().stream()
        .filter(job -> !job.getValue().stream().allMatch(this::has))
        .mapToInt(Map.Entry::getKey)
        .sorted()
        .toArray();
  }

  private boolean has(String sha256) {
    try {
      return contents.has(sha256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
