package croft.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.WorkerRegistration;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@link FakeFarm} over HTTP: the worker's part of the contract, for workers in other processes.
 */
final class FakeFarmServer implements AutoCloseable {

  static final String TOKEN = "fake-token";

  private final FakeFarm farm;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  FakeFarmServer(FakeFarm farm) throws IOException {
    this.farm = farm;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext("/api/v1/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
          throw ProblemType.UNAUTHENTICATED.exception("no token");
        }
        send(exchange, exchange.getRequestMethod().equals("PUT") ? 201 : 200, route(exchange));
      } catch (ProblemException e) {
        exchange.getRequestBody().skip(Long.MAX_VALUE);
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        send(exchange, e.problem().status(), Json.bytes(e.problem()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private byte[] route(HttpExchange exchange) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath().substring("/api/v1/".length());
    String[] parts = path.split("/", 6);
    InputStream body = exchange.getRequestBody();
    return switch (exchange.getRequestMethod() + " " + parts[0]) {
      case "POST workers" ->
          Json.bytes(
              farm.register(Json.readRequest(body.readAllBytes(), WorkerRegistration.class)));
      case "DELETE workers" -> {
        farm.signOff(parts[1]);
        yield new byte[0];
      }
      case "POST claims" ->
          Json.bytes(farm.claim(Json.readRequest(body.readAllBytes(), ClaimRequest.class)));
      case "POST completions" ->
          Json.bytes(
              farm.complete(Json.readRequest(body.readAllBytes(), CompletionsRequest.class)));
      case "POST heartbeats" ->
          Json.bytes(farm.heartbeat(Json.readRequest(body.readAllBytes(), HeartbeatRequest.class)));
      case "POST attempts" ->
          Json.bytes(
              farm.appendLog(
                  attempt(parts),
                  nonce(exchange),
                  number(exchange),
                  ByteBuffer.wrap(body.readAllBytes())));
      case "PUT attempts" -> {
        byte[] content = body.readAllBytes();
        farm.putArtifact(
            attempt(parts),
            nonce(exchange),
            ArtifactKind.parse(query(exchange)),
            parts[5],
            content.length,
            exchange.getRequestHeaders().getFirst("Croft-Sha256"),
            () -> new ByteArrayInputStream(content));
        yield new byte[0];
      }
      case "GET attempts" -> farm.input(attempt(parts), parts[5]).readAllBytes();
      case "GET projects" -> farm.files(parts[1], new Digest(parts[3])).readAllBytes();
      default -> throw ProblemType.NOT_FOUND.exception(path);
    };
  }

  private static AttemptId attempt(String[] parts) {
    return new AttemptId(
        Long.parseLong(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
  }

  private static UUID nonce(HttpExchange exchange) {
    return UUID.fromString(exchange.getRequestHeaders().getFirst("Croft-Nonce"));
  }

  private static long number(HttpExchange exchange) {
    return Long.parseLong(query(exchange));
  }

  /** The only parameter's value. */
  private static String query(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    return query.substring(query.indexOf('=') + 1);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
