package croft.protocol.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.json.RawJson;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.ClaimResponse;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionResult;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.HeartbeatResponse;
import croft.protocol.wire.InputFile;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.StreamEvent;
import croft.protocol.wire.TestCounts;
import croft.protocol.wire.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** The codecs by hand do what databind does, message for message. */
class CodecsTest {
  private static final String[] STRINGS = {
    "",
    "a",
    "naïve",
    "\ud83d\ude00",
    "\"quoted\"",
    "line\nbreak\t",
    "\u0001\u001f",
    "back\\slash",
    "\u2028"
  };

  /** Random messages; a seed makes one, so that a failing run can be repeated. */
  private static final class Messages {
    private final Random random;

    Messages(long seed) {
      this.random = new Random(seed);
    }

    int upTo(int max) {
      return random.nextInt(max + 1);
    }

    long graph() {
      return 1 + random.nextLong((1L << 53) - 1);
    }

    String string() {
      return STRINGS[random.nextInt(STRINGS.length)];
    }

    UUID uuid() {
      return new UUID(random.nextLong(), random.nextLong());
    }

    AttemptId attempt() {
      return new AttemptId(graph(), upTo(Integer.MAX_VALUE - 1), 1 + upTo(9));
    }

    <T> List<T> several(java.util.function.Supplier<T> one) {
      return IntStream.range(0, upTo(3)).mapToObj(_ -> one.get()).toList();
    }

    <T> @Nullable T maybe(java.util.function.Supplier<T> one) {
      return random.nextBoolean() ? one.get() : null;
    }

    Assignment assignment() {
      return new Assignment(
          graph(),
          upTo(1_000),
          "key/" + upTo(9),
          "default",
          1 + upTo(5),
          uuid(),
          1 + upTo(5),
          new RawJson("{\"script\":\"x\",\"n\":[1.50,true,null,{}]}"),
          Map.of("p" + upTo(9), string()),
          several(
              () ->
                  new InputFile(
                      upTo(9),
                      "k",
                      1,
                      "out/" + upTo(9),
                      random.nextLong(1L << 53),
                      Digest.of(new byte[] {(byte) upTo(9)}).hex(),
                      "to/é")));
    }

    Completion completion() {
      Outcome[] outcomes = {
        Outcome.SUCCEEDED, Outcome.FAILED, Outcome.TIMED_OUT, Outcome.WORKER_STOPPED
      };
      return new Completion(
          graph(),
          upTo(9),
          1 + upTo(9),
          uuid(),
          outcomes[random.nextInt(outcomes.length)],
          maybe(() -> random.nextInt()),
          maybe(this::string),
          maybe(() -> new Usage(upTo(9), random.nextLong(1L << 53), 0)),
          maybe(() -> new TestCounts(9, upTo(9), upTo(9), upTo(9))));
    }
  }

  private static <T> void sameBothWays(Codec<T> codec, T message, Class<T> type) {
    byte[] byHand = codec.bytes(message);
    assertThat(new String(byHand, StandardCharsets.UTF_8)).isEqualTo(Json.text(message));
    assertThat(codec.readRequest(byHand)).isEqualTo(message);
    assertThat(codec.readResponse(byHand)).isEqualTo(message);
    assertThat(Json.readRequest(byHand, type)).isEqualTo(message);
  }

  @Property
  void claims(@ForAll long seed) {
    var some = new Messages(seed);
    sameBothWays(
        ClaimCodec.REQUEST,
        new ClaimRequest("s" + seed, some.uuid(), 1 + some.upTo(99), some.upTo(30_000)),
        ClaimRequest.class);
    sameBothWays(
        ClaimCodec.RESPONSE,
        new ClaimResponse(some.several(some::assignment)),
        ClaimResponse.class);
  }

  @Property
  void completions(@ForAll long seed) {
    var some = new Messages(seed);
    List<Completion> more = some.several(some::completion);
    sameBothWays(
        CompletionCodec.REQUEST,
        new CompletionsRequest(
            "s",
            more.isEmpty() ? List.of(some.completion()) : more,
            some.maybe(() -> new CompletionsRequest.Claim(some.uuid(), 1, 0))),
        CompletionsRequest.class);
    sameBothWays(
        CompletionCodec.RESPONSE,
        new CompletionsResponse(
            some.several(
                () ->
                    new CompletionResult(
                        some.graph(), 1, 1, CompletionVerdict.STALE, some.maybe(some::string))),
            some.several(some::assignment)),
        CompletionsResponse.class);
  }

  @Property
  void heartbeats(@ForAll long seed) {
    var some = new Messages(seed);
    sameBothWays(
        HeartbeatCodec.REQUEST,
        new HeartbeatRequest("s", some.several(some::attempt)),
        HeartbeatRequest.class);
    sameBothWays(
        HeartbeatCodec.RESPONSE,
        new HeartbeatResponse(
            Duration.ofMillis(some.upTo(99_999)),
            Duration.ofMillis(some.upTo(99_999)),
            some.several(some::attempt),
            some.several(some::attempt)),
        HeartbeatResponse.class);
  }

  @Property
  void changesOfJobs(@ForAll long seed) {
    var some = new Messages(seed);
    int n = some.upTo(40);
    JobState[] states = JobState.values();
    sameBothWays(
        StreamCodec.JOBS,
        new StreamEvent.Jobs(
            some.graph(),
            some.upTo(99),
            Instant.ofEpochSecond(some.upTo(Integer.MAX_VALUE - 1), some.upTo(999_999) * 1_000L),
            IntStream.range(0, n).map(_ -> some.upTo(1_000_000)).toArray(),
            IntStream.range(0, n).mapToObj(i -> states[i % states.length]).toList(),
            new int[n]),
        StreamEvent.Jobs.class);
  }

  /**
   * Damages a message at random, and compares what both ways of reading make of it: the same
   * record, or a refusal of the same kind. The place may differ: databind looks for what is missing
   * before it looks for what is unknown.
   */
  @Property(tries = 3_000)
  void bothRefuseTheSameDamage(@ForAll long seed) {
    var some = new Messages(seed);
    String json =
        Json.text(
            new CompletionsRequest(
                "s",
                List.of(some.completion(), some.completion()),
                new CompletionsRequest.Claim(some.uuid(), 3, 100)));
    String damaged = damage(json, new Random(seed));
    byte[] body = damaged.getBytes(StandardCharsets.UTF_8);
    String byHand = outcome(() -> CompletionCodec.REQUEST.readRequest(body));
    String databind = outcome(() -> Json.readRequest(body, CompletionsRequest.class));
    assertThat(byHand).as(damaged).isEqualTo(databind);
  }

  private static String outcome(java.util.function.Supplier<?> read) {
    try {
      return "read " + read.get();
    } catch (ProblemException e) {
      assertThat(e.problem().places()).hasSize(1);
      return e.problem().type();
    }
  }

  private static String damage(String json, Random random) {
    String[][] changes = {
      {"\"graph\":", "\"graphs\":"},
      {"\"nonce\":", "\"outcome\":"},
      {"\"slots\":3", "\"slots\":0"},
      {"\"slots\":3", "\"slots\":\"3\""},
      {"\"slots\":3", "\"slots\":3.0"},
      {"\"slots\":3", "\"slots\":null"},
      {"\"slots\":3", "\"slots\":99999999999"},
      {"\"slots\":3", "\"slots\":true"},
      {"\"slots\":3,", ""},
      {"\"claim\":{", "\"claim\":null,\"other\":{"},
      {"\"claim\":{", "\"claim\":[{"},
      {"\"session\":\"s\"", "\"session\":null"},
      {"\"session\":\"s\"", "\"session\":7"},
      {"\"session\":\"s\",", ""},
      {"\"session\":\"s\"", "\"session\":{}"},
      {"\"completions\":[", "\"completions\":[null,"},
      {"\"completions\":[", "\"completions\":[7,"},
      {"\"completions\":[{", "\"completions\":[{\"tests\":{\"total\":1},"},
      {"\"completions\":[{", "\"completions\":[{\"usage\":[],"},
      {"\"outcome\":\"", "\"outcome\":\"not"},
      {"\"attempt\":", "\"attempt\":-"},
      {"}]", "}"},
      {"}", "}}"},
      {",", ",,"},
      {"\"", ""},
      {"\"waitMs\":100", "\"waitMs\":100,\"waitMs\":100"},
    };
    String[] change = changes[random.nextInt(changes.length)];
    int at = json.indexOf(change[0], random.nextInt(json.length()));
    at = at < 0 ? json.indexOf(change[0]) : at;
    return at < 0
        ? json
        : json.substring(0, at) + change[1] + json.substring(at + change[0].length());
  }
}
