package croft.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import croft.protocol.json.Json;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.StreamEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A server with canned answers: records of the wire, so that what the contract does not allow
 * cannot be answered. Remembers what it was asked.
 */
public final class FakeFarm implements AutoCloseable {
  /** The base of everything in the project. */
  public static final String P = "/api/v1/projects/default";

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, Later> later = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final Map<String, List<StreamEvent>> streams = new ConcurrentHashMap<>();

  private record Later(int nth, Answer answer) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Answer(int status, String type, byte[] body, Map<String, String> headers) {}

  public FakeFarm() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers a call, query included, with a record. */
  public FakeFarm on(String call, Object record) {
    return on(call, 200, record);
  }

  public FakeFarm on(String call, int status, Object record) {
    answers.put(call, new Answer(status, "application/json", Json.bytes(record), Map.of()));
    return this;
  }

  /** Answers a call so from the nth time on. */
  public FakeFarm onNext(String call, Object record, int nth) {
    later.put(
        call, new Later(nth, new Answer(200, "application/json", Json.bytes(record), Map.of())));
    return this;
  }

  public FakeFarm refuse(String call, Problem problem) {
    answers.put(
        call, new Answer(problem.status(), Problem.MEDIA_TYPE, Json.bytes(problem), Map.of()));
    return this;
  }

  public FakeFarm on(String call, byte[] bytes, Map<String, String> headers) {
    answers.put(call, new Answer(200, "application/octet-stream", bytes, headers));
    return this;
  }

  /** What the stream with this query sends; it then stays open. */
  public FakeFarm stream(String query, StreamEvent... events) {
    streams.put(query, List.of(events));
    return this;
  }

  /** Calls in the order in which they came: method, path and query. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /** The bodies of those that had one. */
  public List<String> bodies() {
    return List.copyOf(bodies);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String uri = exchange.getRequestURI().toString();
    String call = exchange.getRequestMethod() + " " + uri;
    byte[] body = exchange.getRequestBody().readAllBytes();
    asked.add(call);
    if (body.length > 0) {
      bodies.add(new String(body, StandardCharsets.UTF_8));
    }
    if (uri.startsWith(P + "/stream?")) {
      stream(exchange, uri.substring(uri.indexOf('?') + 1));
      return;
    }
    Answer answer = answers.get(call);
    Later then = later.get(call);
    if (then != null && asked.stream().filter(call::equals).count() >= then.nth) {
      answer = then.answer;
    }
    if (answer == null) {
      Problem problem = ProblemType.NOT_FOUND.problem("no canned answer for " + call);
      answer = new Answer(404, Problem.MEDIA_TYPE, Json.bytes(problem), Map.of());
    }
    exchange.getResponseHeaders().add("Content-Type", answer.type);
    answer.headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(
        answer.status, head || answer.body.length == 0 ? -1 : answer.body.length);
    if (!head && answer.body.length > 0) {
      exchange.getResponseBody().write(answer.body);
    }
    exchange.close();
  }

  private void stream(HttpExchange exchange, String query) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    int id = 0;
    for (StreamEvent event : streams.getOrDefault(query, List.of())) {
      String text =
          "id: %d\nevent: %s\ndata: %s\n\n".formatted(++id, event.event(), Json.text(data(event)));
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
    // Open until the client leaves.
  }

  private static Object data(StreamEvent event) {
    return switch (event) {
      case StreamEvent.Graph(var view) -> view;
      case StreamEvent.Jobs jobs -> {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("graph", jobs.graph());
        data.put("seq", jobs.seq());
        data.put("at", jobs.at());
        data.put("jobs", jobs.jobs());
        List<String> states = new ArrayList<>();
        jobs.states().forEach(state -> states.add(state.text()));
        data.put("states", states);
        data.put("attempts", jobs.attempts());
        yield data;
      }
      case StreamEvent.Log log -> log;
      case StreamEvent.Reset reset -> reset;
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
