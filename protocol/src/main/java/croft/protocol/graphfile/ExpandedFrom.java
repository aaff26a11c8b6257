package croft.protocol.graphfile;

/**
 * The wish to depend on jobs that another one is yet to add: {@code needs: ["maker/*"]} where maker
 * has {@code expand}. The dependency on the maker itself is in {@link GraphSpec#dependencies()};
 * when it has expanded, each job that it added and that the glob matches is one more, of the same
 * kind and condition.
 *
 * @param job index of the job that waits
 * @param maker index of the job that expands
 * @param glob over keys, as in the file
 */
public record ExpandedFrom(
    int job, int maker, String glob, DependencyKind kind, Condition condition) {}
