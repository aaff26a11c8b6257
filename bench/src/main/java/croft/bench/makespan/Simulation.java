package croft.bench.makespan;

import croft.core.graph.GraphRun;
import croft.core.job.JobState;
import croft.core.schedule.Claimable;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;

/**
 * A graph on a farm whose clock jumps from one end of a job to the next. What is ready is decided
 * by {@link GraphRun}, what is claimed first by {@link Claimable}: the server's own code. Jobs that
 * end in the same millisecond end in one batch, as the server would do it.
 */
final class Simulation {
  private record Ending(long atMs, int job) {}

  private final GraphRun run;
  private final IntToLongFunction rank;
  private final TreeSet<Claimable> ready = new TreeSet<>();

  private Simulation(Workflow workflow, IntToLongFunction rank) {
    int size = workflow.graph().size();
    this.run = GraphRun.submitted(workflow.graph(), new int[size], new boolean[size]);
    this.rank = rank;
    for (int job = 0; job < size; job++) {
      if (run.state(job) == JobState.READY) {
        offer(job);
      }
    }
  }

  /** How long it takes when ready jobs are claimed by their ranks. */
  static long byRank(Workflow workflow, long[] rank, int slots) {
    return new Simulation(workflow, job -> rank[job]).play(workflow.runtimeMs(), slots);
  }

  /**
   * How long it takes when ready jobs are claimed as they came, those of the same moment by number.
   */
  static long firstInFirstOut(Workflow workflow, int slots) {
    long[] came = {0};
    return new Simulation(workflow, job -> --came[0]).play(workflow.runtimeMs(), slots);
  }

  private void offer(int job) {
    ready.add(new Claimable(1, job, 0, rank.applyAsLong(job)));
  }

  private long play(long[] runtimeMs, int slots) {
    PriorityQueue<Ending> endings =
        new PriorityQueue<>(Comparator.comparingLong(Ending::atMs).thenComparingInt(Ending::job));
    long nowMs = 0;
    while (true) {
      while (!ready.isEmpty() && endings.size() < slots) {
        int job = ready.removeFirst().job();
        if (!run.claim(job)) {
          throw new IllegalStateException("job " + job + " was offered and is not ready");
        }
        endings.add(new Ending(nowMs + runtimeMs[job], job));
      }
      if (endings.isEmpty()) {
        break;
      }
      run.clearChanges();
      nowMs = endings.element().atMs;
      while (!endings.isEmpty() && endings.element().atMs == nowMs) {
        run.end(endings.remove().job, JobState.SUCCEEDED);
      }
      int[] changed = new int[run.changes().size()];
      for (int at = 0; at < changed.length; at++) {
        changed[at] = run.changes().job(at);
      }
      java.util.Arrays.sort(changed);
      for (int job : changed) {
        if (run.state(job) == JobState.READY) {
          offer(job);
        }
      }
    }
    if (run.count(JobState.SUCCEEDED) != run.graph().size()) {
      throw new IllegalStateException("the graph did not come to its end");
    }
    return nowMs;
  }
}
