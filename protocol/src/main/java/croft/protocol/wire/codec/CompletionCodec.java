package croft.protocol.wire.codec;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionResult;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code POST /api/v1/completions}. */
public final class CompletionCodec {
  public static final Codec<CompletionsRequest> REQUEST = new Request();
  public static final Codec<CompletionsResponse> RESPONSE = new Response();

  private CompletionCodec() {}

  private static final class Request extends Codec<CompletionsRequest> {
    @Override
    CompletionsRequest read(WireReader in) {
      in.object();
      String session = WireReader.absent();
      List<Completion> completions = WireReader.absent();
      CompletionsRequest.@Nullable Claim claim = null;
      for (String name = in.member(); name != null; name = in.member()) {
        switch (name) {
          case "session" -> session = in.text();
          case "completions" -> completions = in.list(() -> in.optional(Completions::read));
          case "claim" -> claim = in.optional(Request::claim);
          default -> in.unknown();
        }
      }
      return new CompletionsRequest(session, completions, claim);
    }

    private static CompletionsRequest.Claim claim(WireReader in) {
      in.object();
      UUID request = WireReader.absent();
      long slots = WireReader.ABSENT;
      long waitMs = WireReader.ABSENT;
      for (String name = in.member(); name != null; name = in.member()) {
        switch (name) {
          case "request" -> request = in.uuid();
          case "slots" -> slots = in.intValue();
          case "waitMs" -> waitMs = in.intValue();
          default -> in.unknown();
        }
      }
      return new CompletionsRequest.Claim(
          request, in.requiredInt("slots", slots), in.requiredInt("waitMs", waitMs));
    }

    @Override
    void write(JsonGenerator out, CompletionsRequest message) {
      out.writeStartObject();
      out.writeStringProperty("session", message.session());
      out.writeName("completions");
      out.writeStartArray();
      for (Completion completion : message.completions()) {
        Completions.write(out, completion);
      }
      out.writeEndArray();
      CompletionsRequest.Claim claim = message.claim();
      if (claim != null) {
        out.writeName("claim");
        out.writeStartObject();
        out.writeStringProperty("request", claim.request().toString());
        out.writeNumberProperty("slots", claim.slots());
        out.writeNumberProperty("waitMs", claim.waitMs());
        out.writeEndObject();
      }
      out.writeEndObject();
    }
  }

  private static final class Response extends Codec<CompletionsResponse> {
    @Override
    CompletionsResponse read(WireReader in) {
      in.object();
      List<CompletionResult> results = WireReader.absent();
      List<Assignment> attempts = WireReader.absent();
      for (String name = in.member(); name != null; name = in.member()) {
        switch (name) {
          case "results" -> results = in.list(() -> in.optional(Response::result));
          case "attempts" -> attempts = Assignments.read(in);
          default -> in.unknown();
        }
      }
      return new CompletionsResponse(results, attempts);
    }

    private static CompletionResult result(WireReader in) {
      in.object();
      long graph = WireReader.ABSENT;
      long job = WireReader.ABSENT;
      long attempt = WireReader.ABSENT;
      CompletionVerdict verdict = WireReader.absent();
      @Nullable String detail = null;
      for (String name = in.member(); name != null; name = in.member()) {
        switch (name) {
          case "graph" -> graph = in.longValue();
          case "job" -> job = in.intValue();
          case "attempt" -> attempt = in.intValue();
          case "result" -> verdict = in.parsed("a verdict", CompletionVerdict::parse);
          case "detail" -> detail = in.text();
          default -> in.unknown();
        }
      }
      return new CompletionResult(
          in.required("graph", graph),
          in.requiredInt("job", job),
          in.requiredInt("attempt", attempt),
          verdict,
          detail);
    }

    @Override
    void write(JsonGenerator out, CompletionsResponse message) {
      out.writeStartObject();
      out.writeName("results");
      out.writeStartArray();
      for (CompletionResult result : message.results()) {
        out.writeStartObject();
        AttemptIds.members(out, result.graph(), result.job(), result.attempt());
        out.writeStringProperty("result", result.result().text());
        if (result.detail() != null) {
          out.writeStringProperty("detail", result.detail());
        }
        out.writeEndObject();
      }
      out.writeEndArray();
      Assignments.write(out, message.attempts());
      out.writeEndObject();
    }
  }
}
