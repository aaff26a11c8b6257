package croft.testing.openapi;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import croft.protocol.client.Exchange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a server, passes every call on as it is, and compares it with the published
 * document: for programs that cannot be told to listen to themselves. Streams flow, and their
 * events are compared too. What breaks the contract is kept until {@link #assertKept}.
 */
public final class ContractProxy implements AutoCloseable {
  /** Larger bodies are passed on unread; no JSON that a test sends or gets is so large. */
  private static final int READ_BYTES_MAX = 4 << 20;

  private static final Set<String> NOT_PASSED_ON =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private final ContractChecker checker = ContractChecker.published();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Queue<Exchange> seen = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
  private final HttpServer listener;
  private final URI server;
  private volatile @Nullable Held held;

  private ContractProxy(URI server) throws IOException {
    this.server = server;
    listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    listener.setExecutor(threads);
    listener.createContext("/", this::pass);
    listener.start();
  }

  /** Starts one. */
  public static ContractProxy before(URI server) throws IOException {
    return new ContractProxy(server);
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + listener.getAddress().getPort());
  }

  /** All calls that were answered so far, in the order of their ends. */
  public List<Exchange> seen() {
    return List.copyOf(seen);
  }

  /** Holds the next call of this kind back when it has arrived in whole. */
  public Held holdNext(String method, String pathEnd) {
    Held next = new Held(method, pathEnd);
    held = next;
    return next;
  }

  /** Fails if any call or event broke the contract. */
  public void assertKept() {
    if (!violations.isEmpty()) {
      throw new AssertionError(
          "the contract was broken:\n  "
              + String.join("\n  ", new java.util.TreeSet<>(violations)));
    }
  }

  private void pass(HttpExchange from) {
    try (from) {
      InputStream in = from.getRequestBody();
      byte[] body = in.readNBytes(READ_BYTES_MAX);
      boolean whole = body.length < READ_BYTES_MAX;
      holdBack(from);
      HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(from.getRequestURI()));
      from.getRequestHeaders()
          .forEach(
              (name, values) -> {
                if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                  values.forEach(value -> request.header(name, value));
                }
              });
      request.method(from.getRequestMethod(), publisher(from, body, whole, in));
      HttpResponse<InputStream> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      Exchange noted = answer(from, whole ? body : null, answer);
      seen.add(noted);
      for (String violation : checker.violations(noted)) {
        violations.add(
            "%s %s → %d: %s"
                .formatted(
                    noted.method(), from.getRequestURI().getPath(), noted.status(), violation));
      }
    } catch (IOException e) {
      // One of both sides went away, which they see themselves.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void holdBack(HttpExchange from) throws InterruptedException {
    Held mine = held;
    if (mine != null && mine.takes(from.getRequestMethod(), from.getRequestURI().getPath())) {
      held = null;
      mine.hold();
    }
  }

  private static BodyPublisher publisher(
      HttpExchange from, byte[] body, boolean whole, InputStream rest) {
    if (whole) {
      return body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    }
    BodyPublisher all =
        BodyPublishers.ofInputStream(
            () -> new SequenceInputStream(new ByteArrayInputStream(body), rest));
    String length = from.getRequestHeaders().getFirst("Content-Length");
    return length == null ? all : BodyPublishers.fromPublisher(all, Long.parseLong(length));
  }

  /** Passes the answer on while it comes; returns what was said. */
  private Exchange answer(
      HttpExchange from, byte @Nullable [] requestBody, HttpResponse<InputStream> answer)
      throws IOException {
    Map<String, List<String>> headers = answer.headers().map();
    headers.forEach(
        (name, values) -> {
          if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
            from.getResponseHeaders().put(name, values);
          }
        });
    boolean head = from.getRequestMethod().equals("HEAD");
    long length = answer.headers().firstValueAsLong("content-length").orElse(0);
    if (head && length > 0) {
      from.getResponseHeaders().set("Content-Length", Long.toString(length));
    }
    boolean none = head || answer.statusCode() == 204;
    from.sendResponseHeaders(answer.statusCode(), none ? -1 : length);
    boolean stream =
        answer.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
    EventCheck events = new EventCheck(checker, violations);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = answer.body()) {
      OutputStream out = from.getResponseBody();
      byte[] buffer = new byte[16 << 10];
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        if (stream) {
          events.add(buffer, got);
        } else if (read.size() <= READ_BYTES_MAX) {
          read.write(buffer, 0, got);
        }
        out.write(buffer, 0, got);
        out.flush();
      }
    }
    boolean known = !stream && read.size() <= READ_BYTES_MAX;
    return new Exchange(
        from.getRequestMethod(),
        from.getRequestURI(),
        new HashMap<>(from.getRequestHeaders()),
        requestBody,
        answer.statusCode(),
        headers,
        known ? read.toByteArray() : null);
  }

  @Override
  public void close() {
    Held waiting = held;
    if (waiting != null) {
      waiting.release();
    }
    listener.stop(0);
    client.shutdownNow();
    threads.shutdownNow();
  }
}
