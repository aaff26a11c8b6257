package croft.core.graph;

import croft.core.job.JobState;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The jobs whose row differs from what the store has, each with the state and flags that it had
 * before: net changes, so a job that passed through several states appears once.
 */
public final class ChangeList {
  private final BitSet noted;
  private int size;
  private int[] jobs = new int[16];
  private byte[] stateBefore = new byte[16];
  private int[] flagsBefore = new int[16];

  ChangeList(int jobsMax) {
    this.noted = new BitSet(jobsMax);
  }

  void note(int job, JobState state, int flags) {
    if (noted.get(job)) {
      return;
    }
    noted.set(job);
    if (size == jobs.length) {
      jobs = Arrays.copyOf(jobs, size * 2);
      stateBefore = Arrays.copyOf(stateBefore, size * 2);
      flagsBefore = Arrays.copyOf(flagsBefore, size * 2);
    }
    jobs[size] = job;
    stateBefore[size] = (byte) state.code();
    flagsBefore[size++] = flags;
  }

  void clear() {
    noted.clear();
    size = 0;
  }

  public int size() {
    return size;
  }

  /** The job of the change with this index. */
  public int job(int index) {
    return jobs[index];
  }

  /** The state that it had. */
  public JobState stateBefore(int index) {
    return JobState.ofCode(stateBefore[index]);
  }

  /** The flags that it had. */
  public int flagsBefore(int index) {
    return flagsBefore[index];
  }
}
