package croft.protocol.graphfile;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job that others wait for without naming it.
 *
 * @param job index of the barrier
 * @param members indices of the jobs that wait for it, ascending; null when all do. Never holds a
 *     barrier or a finalizer; may hold jobs that the barrier itself depends on, which whoever
 *     builds the graph leaves out (as for null).
 * @param globs as in the file: keys and globs of the jobs that wait for it; empty: all
 */
@SuppressWarnings("ArrayRecordComponent") // compact; equals and hashCode are below
public record BarrierSpec(int job, int @Nullable [] members, List<String> globs) {
  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof BarrierSpec other
        && job == other.job
        && globs.equals(other.globs)
        && Arrays.equals(members, other.members);
  }

  @Override
  public int hashCode() {
    return 31 * job + Arrays.hashCode(members);
  }

  @Override
  public String toString() {
    return "BarrierSpec[job=" + job + ", members=" + Arrays.toString(members) + "]";
  }
}
