package croft.server.view;

import croft.protocol.json.Json;
import croft.protocol.json.RawJson;
import croft.protocol.wire.EventView;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.StreamEvent;
import croft.protocol.wire.Subject;
import croft.store.query.EventQueries.EventRow;
import croft.store.query.GraphRow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/** Graphs and their events as the API shows them. */
public final class GraphViews {
  /** When a graph will be over. */
  @FunctionalInterface
  public interface Forecast {
    /** Knows nothing. */
    Forecast NONE = _ -> Optional.empty();

    /** Empty if nothing can be said. Called for each view: must be quick. */
    Optional<Instant> expectedEndAt(GraphRow graph);
  }

  private final Forecast forecast;

  public GraphViews(Forecast forecast) {
    this.forecast = forecast;
  }

  public GraphView view(GraphRow row) {
    String subject = row.subjectJson();
    return new GraphView(
        row.graph(),
        row.project(),
        row.name(),
        GraphState.parse(row.state().text()),
        row.paused(),
        row.revision(),
        row.endings(),
        row.jobs(),
        row.dependencies(),
        States.of(row.counts()),
        row.priority(),
        row.author(),
        subject == null ? null : Json.readResponse(subject, Subject.class),
        parameters(row.parametersJson()),
        row.tags(),
        row.createdAt(),
        row.startedAt(),
        row.endedAt(),
        row.deadlineAt(),
        row.state().isOver() ? null : forecast.expectedEndAt(row).orElse(null),
        row.seq(),
        row.template(),
        row.templateVersion());
  }

  /** The version of a view: changes with each commit to the graph. */
  public static String etag(GraphRow row) {
    return "\"" + row.revision() + "." + row.seq() + "\"";
  }

  private static Map<String, String> parameters(String json) {
    Map<String, Object> raw;
    try {
      raw = Json.responses().readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (JacksonException _) {
      // The column's default is an empty array.
      return Map.of();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    raw.forEach((name, value) -> parameters.put(name, String.valueOf(value)));
    return parameters;
  }

  public static EventView event(EventRow row) {
    @Nullable String data = row.data();
    return new EventView(
        row.seq(),
        row.at(),
        boxed(row.jobs()),
        States.of(row.states()),
        boxed(row.attempts()),
        row.kind(),
        data == null ? null : new RawJson(data));
  }

  /** An event as the stream carries it. */
  public static StreamEvent.Jobs streamed(long graph, EventRow row) {
    return new StreamEvent.Jobs(
        graph, row.seq(), row.at(), row.jobs(), States.of(row.states()), row.attempts());
  }

  private static List<Integer> boxed(int[] values) {
    return values.length == 0 ? List.of() : IntStream.of(values).boxed().toList();
  }
}
