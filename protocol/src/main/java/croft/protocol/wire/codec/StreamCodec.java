package croft.protocol.wire.codec;

import croft.protocol.json.Json;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The data of Server-Sent Events: JSON in one line. */
public final class StreamCodec {
  /** {@code jobs}, of which there is one for each commit. */
  public static final Codec<StreamEvent.Jobs> JOBS = new Jobs();

  private StreamCodec() {}

  /** The {@code data:} of an event. */
  public static byte[] data(StreamEvent event) {
    return switch (event) {
      case StreamEvent.Graph(GraphView view) -> Json.bytes(view);
      case StreamEvent.Jobs jobs -> JOBS.bytes(jobs);
      case StreamEvent.Log log -> Json.bytes(log);
      case StreamEvent.Reset reset -> Json.bytes(reset);
    };
  }

  /**
   * Reads an event.
   *
   * @param event the {@code event:} line
   * @param data the {@code data:} lines
   * @return null for an event that this program does not know, which is to be ignored
   */
  public static @Nullable StreamEvent read(String event, String data) {
    return switch (event) {
      case "graph" -> new StreamEvent.Graph(Json.readResponse(data, GraphView.class));
      case "jobs" -> JOBS.readResponse(data.getBytes(StandardCharsets.UTF_8));
      case "log" -> Json.readResponse(data, StreamEvent.Log.class);
      case "reset" -> Json.readResponse(data, StreamEvent.Reset.class);
      default -> null;
    };
  }

  private static final class Jobs extends Codec<StreamEvent.Jobs> {
    @Override
    StreamEvent.Jobs read(WireReader in) {
      in.object();
      long graph = WireReader.ABSENT;
      long seq = WireReader.ABSENT;
      Instant at = WireReader.absent();
      int[] jobs = WireReader.absent();
      List<JobState> states = WireReader.absent();
      int[] attempts = WireReader.absent();
      for (String name = in.member(); name != null; name = in.member()) {
        switch (name) {
          case "graph" -> graph = in.longValue();
          case "seq" -> seq = in.longValue();
          case "at" -> at = in.instant();
          case "jobs" -> jobs = in.ints();
          case "states" -> states = in.list(() -> in.parsed("a job's state", JobState::parse));
          case "attempts" -> attempts = in.ints();
          default -> in.unknown();
        }
      }
      return new StreamEvent.Jobs(
          in.required("graph", graph), in.required("seq", seq), at, jobs, states, attempts);
    }

    @Override
    void write(JsonGenerator out, StreamEvent.Jobs message) {
      out.writeStartObject();
      out.writeNumberProperty("graph", message.graph());
      out.writeNumberProperty("seq", message.seq());
      out.writeStringProperty("at", message.at().toString());
      out.writeName("jobs");
      out.writeArray(message.jobs(), 0, message.jobs().length);
      out.writeName("states");
      out.writeStartArray();
      for (JobState state : message.states()) {
        out.writeString(state.text());
      }
      out.writeEndArray();
      out.writeName("attempts");
      out.writeArray(message.attempts(), 0, message.attempts().length);
      out.writeEndObject();
    }
  }
}
