package croft.protocol.wire.codec;

import croft.protocol.json.Json;
import croft.protocol.json.RawJson;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.InputFile;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;

/** {@link Assignment} within messages: the definition is copied, never read. */
final class Assignments {
  private Assignments() {}

  static List<Assignment> read(WireReader in) {
    return in.list(() -> in.optional(Assignments::assignment));
  }

  private static Assignment assignment(WireReader in) {
    in.object();
    long graph = WireReader.ABSENT;
    long job = WireReader.ABSENT;
    String key = WireReader.absent();
    String project = WireReader.absent();
    long attempt = WireReader.ABSENT;
    UUID nonce = WireReader.absent();
    long revision = WireReader.ABSENT;
    RawJson definition = WireReader.absent();
    Map<String, String> parameters = WireReader.absent();
    List<InputFile> inputs = WireReader.absent();
    for (String name = in.member(); name != null; name = in.member()) {
      switch (name) {
        case "graph" -> graph = in.longValue();
        case "job" -> job = in.intValue();
        case "key" -> key = in.text();
        case "project" -> project = in.text();
        case "attempt" -> attempt = in.intValue();
        case "nonce" -> nonce = in.uuid();
        case "revision" -> revision = in.intValue();
        case "definition" -> definition = in.optional(i -> new RawJson(Json.copyValue(i.parser())));
        case "parameters" -> parameters = in.texts();
        case "inputs" -> inputs = in.list(() -> in.optional(Assignments::input));
        default -> in.unknown();
      }
    }
    return new Assignment(
        in.required("graph", graph),
        in.requiredInt("job", job),
        key,
        project,
        in.requiredInt("attempt", attempt),
        nonce,
        in.requiredInt("revision", revision),
        definition,
        parameters,
        inputs);
  }

  private static InputFile input(WireReader in) {
    in.object();
    long job = WireReader.ABSENT;
    String key = WireReader.absent();
    long attempt = WireReader.ABSENT;
    String artifact = WireReader.absent();
    long size = WireReader.ABSENT;
    String sha256 = WireReader.absent();
    String to = WireReader.absent();
    Long graph = null;
    for (String name = in.member(); name != null; name = in.member()) {
      switch (name) {
        case "job" -> job = in.intValue();
        case "key" -> key = in.text();
        case "attempt" -> attempt = in.intValue();
        case "name" -> artifact = in.text();
        case "size" -> size = in.longValue();
        case "sha256" -> sha256 = in.text();
        case "to" -> to = in.text();
        case "graph" -> graph = in.longValue();
        default -> in.unknown();
      }
    }
    return new InputFile(
        in.requiredInt("job", job),
        key,
        in.requiredInt("attempt", attempt),
        artifact,
        in.required("size", size),
        sha256,
        to,
        graph);
  }

  /** Writes the member {@code attempts}. */
  static void write(JsonGenerator out, List<Assignment> assignments) {
    out.writeName("attempts");
    out.writeStartArray();
    for (Assignment assignment : assignments) {
      write(out, assignment);
    }
    out.writeEndArray();
  }

  private static void write(JsonGenerator out, Assignment a) {
    out.writeStartObject();
    out.writeNumberProperty("graph", a.graph());
    out.writeNumberProperty("job", a.job());
    out.writeStringProperty("key", a.key());
    out.writeStringProperty("project", a.project());
    out.writeNumberProperty("attempt", a.attempt());
    out.writeStringProperty("nonce", a.nonce().toString());
    out.writeNumberProperty("revision", a.revision());
    out.writeName("definition");
    out.writeRawValue(a.definition().text());
    out.writeName("parameters");
    out.writeStartObject();
    a.parameters().forEach(out::writeStringProperty);
    out.writeEndObject();
    out.writeName("inputs");
    out.writeStartArray();
    for (InputFile input : a.inputs()) {
      out.writeStartObject();
      out.writeNumberProperty("job", input.job());
      out.writeStringProperty("key", input.key());
      out.writeNumberProperty("attempt", input.attempt());
      out.writeStringProperty("name", input.name());
      out.writeNumberProperty("size", input.size());
      out.writeStringProperty("sha256", input.sha256());
      out.writeStringProperty("to", input.to());
      Long graph = input.graph();
      if (graph != null) {
        out.writeNumberProperty("graph", graph);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
