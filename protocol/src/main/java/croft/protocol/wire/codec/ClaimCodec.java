package croft.protocol.wire.codec;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.ClaimResponse;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;

/** {@code POST /api/v1/claims}. */
public final class ClaimCodec {
  public static final Codec<ClaimRequest> REQUEST = new Request();
  public static final Codec<ClaimResponse> RESPONSE = new Response();

  private ClaimCodec() {}

  private static final class Request extends Codec<ClaimRequest> {
    @Override
    ClaimRequest read(WireReader in) {
      in.object();
      String session = WireReader.absent();
      UUID request = WireReader.absent();
      long slots = WireReader.ABSENT;
      long waitMs = WireReader.ABSENT;
      for (String name = in.member(); name != null; name = in.member()) {
        switch (name) {
          case "session" -> session = in.text();
          case "request" -> request = in.uuid();
          case "slots" -> slots = in.intValue();
          case "waitMs" -> waitMs = in.intValue();
          default -> in.unknown();
        }
      }
      return new ClaimRequest(
          session, request, in.requiredInt("slots", slots), in.requiredInt("waitMs", waitMs));
    }

    @Override
    void write(JsonGenerator out, ClaimRequest message) {
      out.writeStartObject();
      out.writeStringProperty("session", message.session());
      out.writeStringProperty("request", message.request().toString());
      out.writeNumberProperty("slots", message.slots());
      out.writeNumberProperty("waitMs", message.waitMs());
      out.writeEndObject();
    }
  }

  private static final class Response extends Codec<ClaimResponse> {
    @Override
    ClaimResponse read(WireReader in) {
      in.object();
      List<Assignment> attempts = WireReader.absent();
      for (String name = in.member(); name != null; name = in.member()) {
        switch (name) {
          case "attempts" -> attempts = Assignments.read(in);
          default -> in.unknown();
        }
      }
      return new ClaimResponse(attempts);
    }

    @Override
    void write(JsonGenerator out, ClaimResponse message) {
      out.writeStartObject();
      Assignments.write(out, message.attempts());
      out.writeEndObject();
    }
  }
}
