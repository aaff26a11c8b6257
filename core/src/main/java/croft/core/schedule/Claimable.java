package croft.core.schedule;

/**
 * A job that may be claimed, with what the claim order looks at. Its natural order is the claim
 * order: priority, then longest remaining path first, then age.
 *
 * @param graph the graph's id; ids grow with time, so the smaller is older
 * @param job the job's number in its graph
 * @param priority higher first
 * @param rank the longest remaining path ({@link croft.core.graph.Ranks}) in milliseconds
 */
public record Claimable(long graph, int job, int priority, long rank)
    implements Comparable<Claimable> {
  @Override
  public int compareTo(Claimable other) {
    if (priority != other.priority) {
      return priority > other.priority ? -1 : 1;
    }
    if (rank != other.rank) {
      return rank > other.rank ? -1 : 1;
    }
    if (graph != other.graph) {
      return graph < other.graph ? -1 : 1;
    }
    return Integer.compare(job, other.job);
  }
}
