package croft.protocol.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a graph differs from another one, by job key.
 *
 * @param graph fields of the graph itself that differ
 * @param added keys of jobs that only this graph has, in its order
 * @param removed keys of jobs that only the other has, in its order
 * @param changed jobs that both have, and not the same
 * @param edgesAdded dependencies of jobs in both that only this graph has
 * @param edgesRemoved dependencies of jobs in both that only the other has
 */
public record Difference(
    List<Field> graph,
    List<String> added,
    List<String> removed,
    List<Changed> changed,
    List<Edge> edgesAdded,
    List<Edge> edgesRemoved) {

  /**
   * A value that differs.
   *
   * @param field its path in the graph file's words: {@code env.JDK}
   * @param before null when it was not there
   * @param after null when it is not there any more
   */
  public record Field(String field, @Nullable String before, @Nullable String after) {}

  /** A job that differs. */
  public record Changed(String key, List<Field> fields) {}

  /**
   * A dependency.
   *
   * @param job key of the job that waits
   * @param waitsFor what for
   */
  public record Edge(String job, PlannedEdge waitsFor) {}

  /** Whether the two are the same. */
  public boolean isEmpty() {
    return graph.isEmpty()
        && added.isEmpty()
        && removed.isEmpty()
        && changed.isEmpty()
        && edgesAdded.isEmpty()
        && edgesRemoved.isEmpty();
  }
}
