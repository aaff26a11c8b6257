package croft.protocol.wire;

/**
 * Which attempt of which job of which graph.
 *
 * @param graph the graph's number on the farm
 * @param job the job's number in the graph
 * @param attempt the attempt's number, from 1
 */
public record AttemptId(long graph, int job, int attempt) {
  public AttemptId {
    Check.attempt(graph, job, attempt);
  }

  @Override
  public String toString() {
    return graph + "/" + job + "/" + attempt;
  }
}
