package croft.protocol.wire.codec;

import croft.protocol.wire.Completion;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.TestCounts;
import croft.protocol.wire.Usage;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@link Completion} within messages. */
final class Completions {
  private Completions() {}

  static Completion read(WireReader in) {
    in.object();
    long graph = WireReader.ABSENT;
    long job = WireReader.ABSENT;
    long attempt = WireReader.ABSENT;
    UUID nonce = WireReader.absent();
    Outcome outcome = WireReader.absent();
    @Nullable Integer exitCode = null;
    @Nullable String reason = null;
    @Nullable Usage usage = null;
    @Nullable TestCounts tests = null;
    for (String name = in.member(); name != null; name = in.member()) {
      switch (name) {
        case "graph" -> graph = in.longValue();
        case "job" -> job = in.intValue();
        case "attempt" -> attempt = in.intValue();
        case "nonce" -> nonce = in.uuid();
        case "outcome" -> outcome = in.parsed("an outcome", Outcome::parse);
        case "exitCode" -> exitCode = in.optionalInt();
        case "reason" -> reason = in.text();
        case "usage" -> usage = in.optional(Completions::usage);
        case "tests" -> tests = in.optional(Completions::tests);
        default -> in.unknown();
      }
    }
    return new Completion(
        in.required("graph", graph),
        in.requiredInt("job", job),
        in.requiredInt("attempt", attempt),
        nonce,
        outcome,
        exitCode,
        reason,
        usage,
        tests);
  }

  private static Usage usage(WireReader in) {
    in.object();
    long wallMs = WireReader.ABSENT;
    long cpuMs = WireReader.ABSENT;
    long maxRssBytes = WireReader.ABSENT;
    for (String name = in.member(); name != null; name = in.member()) {
      switch (name) {
        case "wallMs" -> wallMs = in.longValue();
        case "cpuMs" -> cpuMs = in.longValue();
        case "maxRssBytes" -> maxRssBytes = in.longValue();
        default -> in.unknown();
      }
    }
    return new Usage(
        in.required("wallMs", wallMs),
        in.required("cpuMs", cpuMs),
        in.required("maxRssBytes", maxRssBytes));
  }

  private static TestCounts tests(WireReader in) {
    in.object();
    long total = WireReader.ABSENT;
    long failed = WireReader.ABSENT;
    long errors = WireReader.ABSENT;
    long skipped = WireReader.ABSENT;
    for (String name = in.member(); name != null; name = in.member()) {
      switch (name) {
        case "total" -> total = in.intValue();
        case "failed" -> failed = in.intValue();
        case "errors" -> errors = in.intValue();
        case "skipped" -> skipped = in.intValue();
        default -> in.unknown();
      }
    }
    return new TestCounts(
        in.requiredInt("total", total),
        in.requiredInt("failed", failed),
        in.requiredInt("errors", errors),
        in.requiredInt("skipped", skipped));
  }

  static void write(JsonGenerator out, Completion c) {
    out.writeStartObject();
    AttemptIds.members(out, c.graph(), c.job(), c.attempt());
    out.writeStringProperty("nonce", c.nonce().toString());
    out.writeStringProperty("outcome", c.outcome().text());
    Integer exitCode = c.exitCode();
    if (exitCode != null) {
      out.writeNumberProperty("exitCode", exitCode.intValue());
    }
    if (c.reason() != null) {
      out.writeStringProperty("reason", c.reason());
    }
    Usage usage = c.usage();
    if (usage != null) {
      out.writeName("usage");
      out.writeStartObject();
      out.writeNumberProperty("wallMs", usage.wallMs());
      out.writeNumberProperty("cpuMs", usage.cpuMs());
      out.writeNumberProperty("maxRssBytes", usage.maxRssBytes());
      out.writeEndObject();
    }
    TestCounts tests = c.tests();
    if (tests != null) {
      out.writeName("tests");
      out.writeStartObject();
      out.writeNumberProperty("total", tests.total());
      out.writeNumberProperty("failed", tests.failed());
      out.writeNumberProperty("errors", tests.errors());
      out.writeNumberProperty("skipped", tests.skipped());
      out.writeEndObject();
    }
    out.writeEndObject();
  }
}
