package croft.protocol.graphfile;

/**
 * The wish to depend on jobs that are not there yet, where a dependency is written as a glob. Those
 * that are there are in {@link GraphSpec#dependencies()}; a job that comes later and that the glob
 * matches is one more, of the same kind and condition, if the waiting job has not started by then.
 *
 * @param job index of the job that waits
 * @param maker index of the job that adds them: {@code needs: ["maker/*"]} where maker has {@code
 *     expand}, the dependency on the maker itself being there; or {@link #EDIT}
 * @param glob over keys, as in the file
 */
public record ExpandedFrom(
    int job, int maker, String glob, DependencyKind kind, Condition condition) {
  /** The maker of jobs that people add by an edit. */
  public static final int EDIT = -1;
}
