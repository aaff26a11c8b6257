package croft.testing.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Content;
import croft.protocol.client.EventStream;
import croft.protocol.client.StreamTopics;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.StreamEvent;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class StreamApiTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @AutoClose private static final ApiServer farm = new ApiServer();

  @Test
  void aGraphIsShownAndThenEveryChangeInOrder() throws Exception {
    GraphView graph = chain("order", 5);
    try (EventStream stream = farm.project().stream(StreamTopics.graph(graph.graph()))) {
      assertThat(next(stream)).isInstanceOf(StreamEvent.Graph.class);
      for (int i = 0; i < 5; i++) {
        farm.claim("order" + i);
        farm.ends("order" + i, Outcome.SUCCEEDED, 0);
      }
      List<Long> seen = new ArrayList<>();
      Map<Integer, JobState> states = new HashMap<>();
      GraphView head = graph;
      while (head.state() == GraphState.RUNNING) {
        switch (next(stream)) {
          case StreamEvent.Graph(GraphView view) -> head = view;
          case StreamEvent.Jobs jobs -> {
            seen.add(jobs.seq());
            for (int i = 0; i < jobs.jobs().length; i++) {
              states.put(jobs.jobs()[i], jobs.states().get(i));
            }
          }
          case StreamEvent.Log log -> throw new AssertionError(log);
          case StreamEvent.Reset reset -> throw new AssertionError(reset);
        }
      }
      assertThat(seen).isSorted().doesNotHaveDuplicates();
      assertThat(states).hasSize(5).containsValue(JobState.SUCCEEDED);
      assertThat(states.values()).containsOnly(JobState.SUCCEEDED);
      assertThat(head.state()).isEqualTo(GraphState.SUCCEEDED);
    }
  }

  @Test
  void aStreamGoesOnFromItsCursorWithoutLossOrRepetition() throws Exception {
    GraphView graph = chain("resume", 4);
    farm.claim("resume0");
    farm.ends("resume0", Outcome.SUCCEEDED, 0);
    List<Event> first = read("graphs=" + graph.graph(), null, 1);
    String cursor = first.getLast().id();
    assertThat(cursor).isNotEmpty();
    farm.claim("resume1");
    farm.ends("resume1", Outcome.SUCCEEDED, 0);
    farm.claim("resume2");
    farm.ends("resume2", Outcome.SUCCEEDED, 0);
    long head = farm.project().graph(graph.graph()).seq();
    List<Event> all = new ArrayList<>();
    String at = cursor;
    while (all.stream().noneMatch(event -> event.seq() == head && event.name().equals("jobs"))) {
      List<Event> more = read("graphs=" + graph.graph(), at, 1);
      all.addAll(more);
      at = more.getLast().id();
    }
    List<Long> seqs =
        all.stream().filter(event -> event.name().equals("jobs")).map(Event::seq).toList();
    long from = first.getLast().seq();
    List<Long> expected =
        farm.project().events(graph.graph(), from, null).items().stream()
            .filter(event -> !event.jobs().isEmpty())
            .map(event -> event.seq())
            .toList();
    assertThat(seqs).isEqualTo(expected);
  }

  @Test
  void inFramesAJobThatChangedSeveralTimesIsToldOfOnce() throws Exception {
    GraphView graph = chain("framed", 3);
    farm.claim("framed0");
    farm.ends("framed0", Outcome.SUCCEEDED, 0);
    String topic = "graphs=" + graph.graph();
    String cursor = read(topic, null, 1).getLast().id();
    farm.claim("framed1");
    farm.ends("framed1", Outcome.SUCCEEDED, 0);
    farm.claim("framed2");
    farm.ends("framed2", Outcome.FAILED, 1);
    GraphView head = farm.project().graph(graph.graph());

    // Each by itself first: then the server has heard of all of them, and a frame has them all.
    readUntil(topic, cursor, all -> changes(all) == 4);
    Event merged = read(topic + "&frame=20", cursor, 1).getFirst();
    assertThat(merged.name()).isEqualTo("jobs");
    assertThat(merged.seq()).isLessThanOrEqualTo(head.seq());
    assertThat(merged.data())
        .contains("\"jobs\":[1,2]", "\"states\":[\"succeeded\",\"failed\"]", "\"attempts\":[1,1]");
  }

  @Test
  void aCursorFromAnotherWorldGetsAReset() throws Exception {
    GraphView graph = chain("reset", 1);
    String ahead = "g" + Long.toString(graph.graph(), 36) + ".zzzz";
    List<Event> events = read("graphs=" + graph.graph(), ahead, 2);
    assertThat(events.get(0).name()).isEqualTo("reset");
    assertThat(events.get(0).data()).contains("graph:" + graph.graph());
    assertThat(events.get(1).name()).isEqualTo("graph");
  }

  @Test
  void aLogIsFollowedToItsEnd() throws Exception {
    chain("tail", 1);
    Assignment attempt = farm.claim("tail0");
    append(attempt, 0, "first ");
    StringBuilder text = new StringBuilder();
    try (EventStream stream = farm.project().stream(StreamTopics.log(attempt.id()))) {
      StreamEvent.Log log = (StreamEvent.Log) next(stream);
      assertThat(log.offset()).isZero();
      text.append(log.text());
      append(attempt, 6, "second é");
      farm.ends("tail0", Outcome.SUCCEEDED, 0);
      while (!log.ended()) {
        log = (StreamEvent.Log) next(stream);
        text.append(log.text());
      }
    }
    assertThat(text).hasToString("first second é");
  }

  @Test
  void aProjectShowsNewGraphsAndTheirEnds() throws Exception {
    try (EventStream stream = farm.project().stream(StreamTopics.wholeProject())) {
      GraphView graph = chain("whole", 1);
      GraphView seen = graphNamed(stream, graph.graph());
      assertThat(seen.state()).isEqualTo(GraphState.RUNNING);
      farm.project().cancel(graph.graph(), null);
      do {
        seen = graphNamed(stream, graph.graph());
      } while (seen.state() == GraphState.RUNNING);
      assertThat(seen.state()).isEqualTo(GraphState.CANCELLED);
    }
  }

  private static GraphView graphNamed(EventStream stream, long graph) throws Exception {
    while (true) {
      if (next(stream) instanceof StreamEvent.Graph(GraphView view) && view.graph() == graph) {
        return view;
      }
    }
  }

  private static StreamEvent next(EventStream stream) throws Exception {
    StreamEvent event = stream.next(SOON);
    if (event == null) {
      throw new AssertionError("nothing came within " + SOON);
    }
    return event;
  }

  private static void append(Assignment attempt, long offset, String text) throws Exception {
    farm.client()
        .appendLog(attempt.id(), attempt.nonce(), offset, Content.of(text.getBytes(UTF_8)));
  }

  private static GraphView chain(String name, int jobs) throws Exception {
    StringBuilder yaml = new StringBuilder("croft: 1\nname: " + name + "\njobs:\n");
    for (int i = 0; i < jobs; i++) {
      yaml.append(
          "  %s%d: {script: echo%s}\n"
              .formatted(name, i, i == 0 ? "" : ", needs: [" + name + (i - 1) + "]"));
    }
    return farm.submit(yaml.toString());
  }

  private static long changes(List<Event> events) {
    return events.stream().filter(each -> each.name().equals("jobs")).count();
  }

  private record Event(String name, String data, String id) {
    long seq() {
      int at = data.lastIndexOf("\"seq\":") + 6;
      int end = at;
      while (end < data.length() && Character.isDigit(data.charAt(end))) {
        end++;
      }
      return Long.parseLong(data.substring(at, end));
    }
  }

  /** Reads events until so many have come, and the one that carries the cursor. */
  private static List<Event> read(String query, @Nullable String cursor, int count)
      throws Exception {
    return readUntil(query, cursor, events -> events.size() >= count);
  }

  private static List<Event> readUntil(
      String query, @Nullable String cursor, Predicate<List<Event>> enough) throws Exception {
    var request = farm.request("/api/v1/projects/default/stream?" + query);
    if (cursor != null) {
      request.header("Last-Event-ID", cursor);
    }
    List<Event> events = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<java.io.InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
        String name = "";
        String data = "";
        String id = "";
        while (true) {
          String line = lines.readLine();
          if (line == null) {
            throw new AssertionError("the stream ended after " + events);
          }
          if (line.startsWith("event: ")) {
            name = line.substring(7);
          } else if (line.startsWith("data: ")) {
            data = line.substring(6);
          } else if (line.startsWith("id: ")) {
            id = line.substring(4);
          } else if (line.isEmpty() && !data.isEmpty()) {
            events.add(new Event(name, data, id));
            if (enough.test(events) && !id.isEmpty()) {
              http.shutdownNow();
              return events;
            }
            data = "";
          }
        }
      }
    }
  }
}
