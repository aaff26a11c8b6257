package croft.protocol.plan;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that a job waits for: a job, k of some jobs, or a job of another graph.
 *
 * @param kind {@code needs} or {@code after}
 * @param condition the ends that satisfy it: succeeded, failed, ran or finished; null for k of some
 * @param job key of the other job; null for k of some
 * @param graph id of the other graph; null for this one
 * @param atLeast k; null for a single job
 * @param of the jobs to choose from; empty for a single job
 */
public record PlannedEdge(
    String kind,
    @Nullable String condition,
    @Nullable String job,
    @Nullable Long graph,
    @Nullable Integer atLeast,
    List<PlannedEdge> of) {

  /** As people read it: {@code build}, {@code build?failed}, {@code ~build}, {@code 2 of a, b}. */
  public String text() {
    if (job == null) {
      return atLeast
          + " of "
          + of.stream().map(PlannedEdge::text).collect(Collectors.joining(", "));
    }
    String other = graph == null ? job : "graph " + graph + " " + job;
    return kind.equals("after")
        ? "~" + other
        : "succeeded".equals(condition) ? other : other + "?" + condition;
  }
}
