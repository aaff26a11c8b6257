package croft.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.json.Json;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.StreamEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventStreamTest {
  private static final String JOBS =
      "id: 12.1\nevent: jobs\ndata: {\"graph\":12,\"seq\":1,\"at\":\"2026-11-24T03:15:00Z\","
          + "\"jobs\":[7],\"states\":[\"running\"],\"attempts\":[1]}\n\n";
  private static final String LOG =
      "id: 12.2\nevent: log\ndata: {\"graph\":12,\"job\":7,\"attempt\":1,\"offset\":0,"
          + "\"text\":\"a\\nb\",\"ended\":true}\n\n";

  @Test
  void aBrokenStreamGoesOnWhereItWas() throws Exception {
    try (var farm =
            new FakeFarm(
                (exchange, asked) -> {
                  exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                  exchange.sendResponseHeaders(200, 0);
                  String id = asked.header("Last-event-id");
                  String events =
                      id == null
                          ? ": keep-alive\n\nevent: later\ndata: {}\n\n" + JOBS + "event: log\nda"
                          : LOG;
                  exchange.getResponseBody().write(events.getBytes(StandardCharsets.UTF_8));
                });
        FarmClient client = farm.client();
        EventStream stream =
            client.project("default").stream(
                new StreamTopics(List.of(12L, 13L), true, List.of(new AttemptId(12, 7, 1))))) {
      assertThat(stream.next())
          .isEqualTo(
              new StreamEvent.Jobs(
                  12,
                  1,
                  Instant.parse("2026-11-24T03:15:00Z"),
                  new int[] {7},
                  List.of(croft.protocol.wire.JobState.RUNNING),
                  new int[] {1}));
      assertThat(stream.next()).isEqualTo(new StreamEvent.Log(12, 7, 1, 0, "a\nb", true));
      assertThat(farm.asked.getFirst().target())
          .isEqualTo("/api/v1/projects/default/stream?graphs=12%2C13&project=true&logs=12%3A7%3A1");
      assertThat(farm.asked.get(1).header("Last-event-id")).isEqualTo("12.1");
    }
  }

  @Test
  void closingWakesWhoWaits() throws Exception {
    var connected = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    try (var farm =
            new FakeFarm(
                (exchange, _) -> {
                  exchange.sendResponseHeaders(200, 0);
                  exchange.getResponseBody().write(": hello\n\n".getBytes(StandardCharsets.UTF_8));
                  exchange.getResponseBody().flush();
                  connected.countDown();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    throw new IOException(e);
                  }
                });
        FarmClient client = farm.client();
        EventStream stream = client.project("default").stream(StreamTopics.graph(12))) {
      connected.await();
      assertThat(stream.next(Duration.ofMillis(1))).isNull();
      assertThat(stream.isClosed()).isFalse();
      Thread closer = Thread.ofVirtual().start(stream::close);
      assertThat(stream.next()).isNull();
      assertThat(stream.next()).isNull();
      assertThat(stream.isClosed()).isTrue();
      closer.join();
    }
  }

  @Test
  void aRefusalIsToldAndEndsTheStream() throws Exception {
    try (var farm =
            new FakeFarm(
                (exchange, _) ->
                    FakeFarm.reply(
                        exchange,
                        404,
                        "application/problem+json",
                        Json.text(ProblemType.NO_SUCH_GRAPH.problem("no graph 12"))));
        FarmClient client = farm.client();
        EventStream stream = client.project("default").stream(StreamTopics.graph(12))) {
      assertThatThrownBy(stream::next)
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.is(ProblemType.NO_SUCH_GRAPH)).isTrue());
      assertThat(stream.next()).isNull();
      assertThat(farm.asked).hasSize(1);
    }
  }

  @Test
  void aSilentBodyIsEnded() throws Exception {
    var never = new CountDownLatch(1);
    var silent =
        new InputStream() {
          @Override
          public int read() {
            return read(new byte[1], 0, 1);
          }

          @Override
          public int read(byte[] to, int from, int length) {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return -1;
          }

          @Override
          public void close() {
            never.countDown();
          }
        };
    try (var guarded = new IdleGuard(silent, Duration.ofMillis(50))) {
      assertThatThrownBy(() -> guarded.read(new byte[1]))
          .isInstanceOf(IOException.class)
          .hasMessage("nothing for 0 s");
    }
  }

  private static List<String> events(String text, int piece) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var reader =
        new SseReader(
            new ByteArrayInputStream(bytes) {
              @Override
              public int read(byte[] to, int from, int length) {
                return super.read(to, from, Math.min(length, piece));
              }
            });
    List<String> events = new ArrayList<>();
    for (SseReader.Event event = reader.next(); event != null; event = reader.next()) {
      events.add(event.id() + "|" + event.event() + "|" + event.data());
    }
    return events;
  }

  @Property(tries = 200)
  void eventsAreTheSameHoweverTheBytesArrive(
      @ForAll @IntRange(min = 1, max = 40) int piece, @ForAll @IntRange(max = 2) int ending)
      throws IOException {
    String end = List.of("\n", "\r\n", "\r").get(ending);
    String text =
        "\ufeffdata:a|: comment|data: b|event: two|||id: 7|event:x|data|||data: é\ud83d\ude00|retry: 5|"
            + "unknown: y|||id||event: without data|||data: last||data: cut off";
    assertThat(events(text.replace("|", end), piece))
        .containsExactly("null|two|a\nb", "7|x|", "7|message|é\ud83d\ude00", "|message|last");
  }
}
