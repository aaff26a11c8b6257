package croft.protocol.client;

import croft.protocol.Limits;
import croft.protocol.wire.AttemptId;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an event stream follows.
 *
 * @param graphs whose events and jobs
 * @param project whether the heads of all graphs of the project
 * @param logs the logs of these attempts, each from its beginning
 */
public record StreamTopics(List<Long> graphs, boolean project, List<AttemptId> logs) {
  public StreamTopics {
    graphs = List.copyOf(graphs);
    logs = List.copyOf(logs);
    int topics = graphs.size() + logs.size();
    if (topics > Limits.STREAM_TOPICS_MAX) {
      throw new IllegalArgumentException(
          Limits.exceeded("stream has", topics, "topics", Limits.STREAM_TOPICS_MAX));
    }
  }

  public static StreamTopics graph(long graph) {
    return new StreamTopics(List.of(graph), false, List.of());
  }

  public static StreamTopics wholeProject() {
    return new StreamTopics(List.of(), true, List.of());
  }

  public static StreamTopics log(AttemptId attempt) {
    return new StreamTopics(List.of(), false, List.of(attempt));
  }

  Call on(Call call) {
    return call.query("graphs", joined(graphs))
        .query("project", project ? true : null)
        .query(
            "logs",
            joined(logs.stream().map(a -> a.graph() + ":" + a.job() + ":" + a.attempt()).toList()));
  }

  private static @org.jspecify.annotations.Nullable String joined(Collection<?> parts) {
    return parts.isEmpty()
        ? null
        : parts.stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
