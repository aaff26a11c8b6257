package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.AttemptId;
import croft.server.api.Routes.Route;
import croft.server.stream.StreamHub;
import croft.server.stream.StreamHub.LogTopic;
import croft.server.view.JobViews;
import croft.store.query.GraphRow;
import croft.store.query.JobQueries;
import croft.store.query.Project;
import croft.store.query.Queries;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The event stream. */
final class StreamCalls implements CallGroup {
  /** Who wants less than this reads the graph anew from time to time. */
  private static final int FRAME_MAX_MS = 10_000;

  private final Places places;
  private final Queries queries;
  private final StreamHub hub;

  StreamCalls(Places places, Queries queries, StreamHub hub) {
    this.places = places;
    this.queries = queries;
    this.hub = hub;
  }

  @Override
  public void addTo(Routes routes) {
    routes.add(new Route("GET", PROJECT + "/stream", false, this::stream));
  }

  private void stream(Exchange exchange) throws IOException {
    Project project = places.project(exchange);
    Query query = exchange.query().allow("graphs", "project", "logs", "frame");
    Duration frame = Duration.ofMillis(query.number("frame", 0, FRAME_MAX_MS, 0));
    Set<String> graphs = new LinkedHashSet<>(query.list("graphs"));
    Set<String> logs = new LinkedHashSet<>(query.list("logs"));
    boolean wholeProject = query.flag("project");
    if (graphs.size() + logs.size() > Limits.STREAM_TOPICS_MAX) {
      throw ProblemType.OVER_LIMIT.exception(
          Limits.exceeded(
              "the stream follows",
              graphs.size() + logs.size(),
              "topics",
              Limits.STREAM_TOPICS_MAX));
    }
    if (graphs.isEmpty() && logs.isEmpty() && !wholeProject) {
      throw Query.wrong("query", "names nothing to follow: give graphs, logs or project=true");
    }
    List<GraphRow> rows = new ArrayList<>();
    for (String graph : graphs) {
      rows.add(graph(project, graph));
    }
    List<LogTopic> logTopics = new ArrayList<>();
    for (String log : logs) {
      logTopics.add(log(project, log));
    }
    if (!hub.hasRoom()) {
      throw ProblemType.UNAVAILABLE.exception(
          Limits.exceeded("the server has", hub.streams(), "streams", StreamHub.STREAMS_MAX));
    }
    exchange.set("Cache-Control", "no-store").set("X-Accel-Buffering", "no");
    if (exchange.isHead()) {
      exchange.set("Content-Type", "text/event-stream");
      exchange.empty(200);
      return;
    }
    try (OutputStream out = exchange.open(200, "text/event-stream")) {
      hub.serve(
          new StreamHub.Topics(rows, wholeProject ? project : null, logTopics, frame),
          exchange.header("Last-Event-ID"),
          bytes -> {
            try (Deadlines.Watch _ = exchange.deadlines().watch()) {
              out.write(bytes);
              out.flush();
            }
          });
    }
  }

  private GraphRow graph(Project project, String text) {
    long id = Query.number("query:graphs", text, 1, (1L << 53) - 1);
    GraphRow row = queries.graphs().find(project.id(), id);
    if (row == null) {
      throw ProblemType.NO_SUCH_GRAPH.exception(
          "there is no graph %d in project %s".formatted(id, project.name()));
    }
    return row;
  }

  private LogTopic log(Project project, String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw Query.wrong("query:logs", "must be GRAPH:JOB:ATTEMPT, was '" + Query.shown(text) + "'");
    }
    GraphRow graph = graph(project, parts[0]);
    int job = (int) Query.number("query:logs", parts[1], 0, Integer.MAX_VALUE);
    int attempt = (int) Query.number("query:logs", parts[2], 1, Integer.MAX_VALUE);
    JobQueries.Claimed claimed = queries.jobs().claimed(graph.graph(), job, attempt);
    UUID nonce = claimed == null ? null : claimed.nonce();
    if (claimed == null || nonce == null) {
      throw Places.noSuchAttempt(parts[1], parts[2]);
    }
    return new LogTopic(
        new AttemptId(graph.graph(), job, attempt),
        JobViews.log(
            graph.graph(), job, attempt, nonce, JobViews.reusedFrom(claimed.reusedFromJson())),
        graph);
  }
}
