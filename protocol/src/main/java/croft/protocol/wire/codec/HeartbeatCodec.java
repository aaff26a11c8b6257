package croft.protocol.wire.codec;

import croft.protocol.wire.AttemptId;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.HeartbeatResponse;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** {@code POST /api/v1/heartbeats}. */
public final class HeartbeatCodec {
  public static final Codec<HeartbeatRequest> REQUEST = new Request();
  public static final Codec<HeartbeatResponse> RESPONSE = new Response();

  private HeartbeatCodec() {}

  private static final class Request extends Codec<HeartbeatRequest> {
    @Override
    HeartbeatRequest read(WireReader in) {
      in.object();
      String session = WireReader.absent();
      List<AttemptId> attempts = WireReader.absent();
      for (String name = in.member(); name != null; name = in.member()) {
        switch (name) {
          case "session" -> session = in.text();
          case "attempts" -> attempts = ids(in);
          default -> in.unknown();
        }
      }
      return new HeartbeatRequest(session, attempts);
    }

    @Override
    void write(JsonGenerator out, HeartbeatRequest message) {
      out.writeStartObject();
      out.writeStringProperty("session", message.session());
      out.writeName("attempts");
      AttemptIds.write(out, message.attempts());
      out.writeEndObject();
    }
  }

  private static final class Response extends Codec<HeartbeatResponse> {
    @Override
    HeartbeatResponse read(WireReader in) {
      in.object();
      Duration lease = WireReader.absent();
      Duration heartbeat = WireReader.absent();
      List<AttemptId> cancel = WireReader.absent();
      List<AttemptId> lost = WireReader.absent();
      for (String name = in.member(); name != null; name = in.member()) {
        switch (name) {
          case "lease" -> lease = in.duration();
          case "heartbeat" -> heartbeat = in.duration();
          case "cancel" -> cancel = ids(in);
          case "lost" -> lost = ids(in);
          default -> in.unknown();
        }
      }
      return new HeartbeatResponse(lease, heartbeat, cancel, lost);
    }

    @Override
    void write(JsonGenerator out, HeartbeatResponse message) {
      out.writeStartObject();
      out.writeStringProperty("lease", message.lease().toString());
      out.writeStringProperty("heartbeat", message.heartbeat().toString());
      out.writeName("cancel");
      AttemptIds.write(out, message.cancel());
      out.writeName("lost");
      AttemptIds.write(out, message.lost());
      out.writeEndObject();
    }
  }

  private static List<AttemptId> ids(WireReader in) {
    return in.list(() -> in.optional(AttemptIds::read));
  }
}
