package croft.protocol.wire.codec;

import croft.protocol.wire.AttemptId;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** {@link AttemptId} within messages. */
final class AttemptIds {
  private AttemptIds() {}

  static AttemptId read(WireReader in) {
    in.object();
    long graph = WireReader.ABSENT;
    long job = WireReader.ABSENT;
    long attempt = WireReader.ABSENT;
    for (String name = in.member(); name != null; name = in.member()) {
      switch (name) {
        case "graph" -> graph = in.longValue();
        case "job" -> job = in.intValue();
        case "attempt" -> attempt = in.intValue();
        default -> in.unknown();
      }
    }
    return new AttemptId(
        in.required("graph", graph),
        in.requiredInt("job", job),
        in.requiredInt("attempt", attempt));
  }

  static void write(JsonGenerator out, List<AttemptId> ids) {
    out.writeStartArray();
    for (AttemptId id : ids) {
      out.writeStartObject();
      members(out, id.graph(), id.job(), id.attempt());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  static void members(JsonGenerator out, long graph, int job, int attempt) {
    out.writeNumberProperty("graph", graph);
    out.writeNumberProperty("job", job);
    out.writeNumberProperty("attempt", attempt);
  }
}
