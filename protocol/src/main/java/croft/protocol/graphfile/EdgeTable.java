package croft.protocol.graphfile;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The direct dependencies of every job, kept in three arrays: a million jobs with three each take
 * 19 MB. There is one entry for each pair of jobs. Immutable.
 */
public final class EdgeTable {
  private final int[] starts;
  private final int[] targets;
  private final byte[] codes;

  /** Takes over the arrays; job i has the entries from starts[i] up to starts[i + 1]. */
  EdgeTable(int[] starts, int[] targets, byte[] codes) {
    this.starts = starts;
    this.targets = targets;
    this.codes = codes;
  }

  /** The direct dependencies of one job, in the order of the file. */
  public Edges of(int job) {
    return new Edges(targets, codes, starts[job], starts[job + 1]);
  }

  /** How many there are in all. */
  public int count() {
    return starts[starts.length - 1];
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof EdgeTable other
        && Arrays.equals(starts, other.starts)
        && Arrays.equals(targets, 0, count(), other.targets, 0, other.count())
        && Arrays.equals(codes, 0, count(), other.codes, 0, other.count());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(starts);
  }

  @Override
  public String toString() {
    return count() + " dependencies of " + (starts.length - 1) + " jobs";
  }
}
