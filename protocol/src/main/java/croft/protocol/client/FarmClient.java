package croft.protocol.client;

import croft.protocol.json.Json;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.Changed;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.ClaimResponse;
import croft.protocol.wire.Commands;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.DecisionVerdict;
import croft.protocol.wire.Health;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.HeartbeatResponse;
import croft.protocol.wire.LogAppended;
import croft.protocol.wire.Page;
import croft.protocol.wire.PoolView;
import croft.protocol.wire.StandingView;
import croft.protocol.wire.WorkerRegistration;
import croft.protocol.wire.WorkerSession;
import croft.protocol.wire.WorkerView;
import croft.protocol.wire.codec.ClaimCodec;
import croft.protocol.wire.codec.CompletionCodec;
import croft.protocol.wire.codec.HeartbeatCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * A farm's API: what is farm-wide, and the verbs of workers. Thread-safe; connections are kept and
 * reused, one for each call at the same time. What calls throw is said at the package.
 */
public final class FarmClient implements AutoCloseable {
  /** For how long a body that is read bit by bit may be silent. */
  static final Duration IDLE = Duration.ofSeconds(60);

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpClient http;
  private final boolean own;
  private final Transport transport;

  private FarmClient(HttpClient http, boolean own, Transport transport) {
    this.http = http;
    this.own = own;
    this.transport = transport;
  }

  /** A client of the farm at this address: {@code http://host:port}. */
  public static Builder at(URI server) {
    return new Builder(server);
  }

  /** How a client is made. */
  public static final class Builder {
    private final URI server;
    private @Nullable String token;
    private @Nullable String traceparent;
    private @Nullable HttpClient http;
    private @Nullable ExchangeListener listener;
    private Retries retries = Retries.DEFAULT;
    private String program = "croft";

    private Builder(URI server) {
      if (server.getHost() == null || server.getScheme() == null) {
        throw new IllegalArgumentException(
            "a server's address is http://HOST:PORT or https://HOST, was '" + server + "'");
      }
      this.server = server;
    }

    /** Sent with every call. */
    public Builder token(String bearer) {
      token = bearer;
      return this;
    }

    /** W3C trace context that the calls belong to; sent with every call. */
    public Builder traceparent(String parent) {
      traceparent = parent;
      return this;
    }

    /** A client of the caller's, who closes it; should speak HTTP/1.1. */
    public Builder http(HttpClient shared) {
      http = shared;
      return this;
    }

    public Builder retries(Retries policy) {
      retries = policy;
      return this;
    }

    public Builder listener(ExchangeListener each) {
      listener = each;
      return this;
    }

    /** Name and version of the calling program, for the farm's log. */
    public Builder program(String nameAndVersion) {
      program = nameAndVersion;
      return this;
    }

    public FarmClient build() {
      HttpClient used = http == null ? newHttp() : http;
      return new FarmClient(
          used,
          http == null,
          new Transport(used, server, token, traceparent, program, retries, listener));
    }
  }

  /** An HTTP client as farms like it: HTTP/1.1, virtual threads, no redirects. */
  public static HttpClient newHttp() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }

  /** The same client, whose calls belong to another trace. Shares connections; close only one. */
  public FarmClient withTraceparent(String parent) {
    return new FarmClient(http, own, transport.withTraceparent(parent));
  }

  /** The same client with another policy. Shares connections; close only one. */
  public FarmClient withRetries(Retries policy) {
    return new FarmClient(http, own, transport.withRetries(policy));
  }

  /** Ends calls that are under way, unless the HTTP client is the caller's own. */
  @Override
  public void close() {
    if (own) {
      http.shutdownNow();
    }
  }

  /** What belongs to a project. */
  public ProjectClient project(String name) {
    return new ProjectClient(transport, name);
  }

  // Workers.

  /** Signs a worker on; 426 if this program is too old for the farm. */
  public WorkerSession register(WorkerRegistration worker)
      throws IOException, InterruptedException {
    return Json.readResponse(
        text(transport.send(Call.post().path("workers").json(Json.bytes(worker)))),
        WorkerSession.class);
  }

  /** Every pool, and what waits for its workers. */
  public Page<PoolView> pools() throws IOException, InterruptedException {
    return page(Call.get().path("pools"), new TypeReference<>() {});
  }

  public Page<WorkerView> workers() throws IOException, InterruptedException {
    return page(Call.get().path("workers"), new TypeReference<>() {});
  }

  /** The workers that are kept from work, by name. */
  public Page<StandingView> standings() throws IOException, InterruptedException {
    return page(Call.get().path("standings"), new TypeReference<>() {});
  }

  /** The changes of a worker's standing, the newest first. */
  public Page<StandingView> standingChanges(String worker)
      throws IOException, InterruptedException {
    return page(Call.get().path("standings", worker), new TypeReference<>() {});
  }

  /** Keeps a worker from work, or lets it have work again; answers its standing as it is now. */
  public StandingView setStanding(String worker, Commands.SetStanding standing)
      throws IOException, InterruptedException {
    return Json.readResponse(
        text(
            transport.send(
                Call.put().path("standings", worker).json(Json.bytes(standing)).repeatable())),
        StandingView.class);
  }

  /** Signs a worker off; attempts that it still holds are lost at once. */
  public void signOff(String session) throws IOException, InterruptedException {
    transport.send(Call.delete().path("workers", session));
  }

  /** Waits at the farm for as long as the request says. Repeats get the same attempts. */
  public ClaimResponse claim(ClaimRequest request) throws IOException, InterruptedException {
    return ClaimCodec.RESPONSE.readResponse(
        transport
            .send(
                Call.post()
                    .path("claims")
                    .json(ClaimCodec.REQUEST.bytes(request))
                    .waiting(request.waitMs())
                    .repeatable())
            .body());
  }

  /** Reports ended attempts, and claims in the same call if the request says so. */
  public CompletionsResponse complete(CompletionsRequest request)
      throws IOException, InterruptedException {
    CompletionsRequest.Claim claim = request.claim();
    return CompletionCodec.RESPONSE.readResponse(
        transport
            .send(
                Call.post()
                    .path("completions")
                    .json(CompletionCodec.REQUEST.bytes(request))
                    .waiting(claim == null ? 0 : claim.waitMs())
                    .repeatable())
            .body());
  }

  /** Says what a worker holds. */
  public HeartbeatResponse heartbeat(HeartbeatRequest request)
      throws IOException, InterruptedException {
    return HeartbeatCodec.RESPONSE.readResponse(
        transport
            .send(
                Call.post()
                    .path("heartbeats")
                    .json(HeartbeatCodec.REQUEST.bytes(request))
                    .repeatable())
            .body());
  }

  /**
   * Appends to an attempt's log.
   *
   * @param offset where the piece begins in the log; what the farm has already is not added again
   */
  public LogAppended appendLog(AttemptId attempt, UUID nonce, long offset, Content piece)
      throws IOException, InterruptedException {
    return Json.readResponse(
        text(
            transport.send(
                attempt(Call.post(), attempt)
                    .path("log")
                    .query("offset", offset)
                    .nonce(nonce)
                    .body("application/octet-stream", piece)
                    .repeatable())),
        LogAppended.class);
  }

  /**
   * Stores a file of an attempt.
   *
   * @param name the file's path relative to the work folder
   * @param sha256 of the content, hex
   */
  public void putArtifact(
      AttemptId attempt, UUID nonce, ArtifactKind kind, String name, String sha256, Content content)
      throws IOException, InterruptedException {
    transport.send(
        attempt(Call.put(), attempt)
            .path("artifacts")
            .names(name)
            .query("kind", kind.text())
            .nonce(nonce)
            .header("Croft-Sha256", sha256)
            .body("application/octet-stream", content));
  }

  /** A file of any attempt, as inputs are fetched. The caller closes it. */
  public Download artifact(AttemptId attempt, String name)
      throws IOException, InterruptedException {
    return download(transport, attempt(Call.get(), attempt).path("artifacts").names(name));
  }

  private static Call attempt(Call call, AttemptId attempt) {
    return call.path("attempts", attempt.graph(), attempt.job(), attempt.attempt());
  }

  // The server itself.

  /**
   * Decides a breakpoint by a token that works once; no other credentials are needed.
   *
   * @param verdict approved or rejected
   */
  public Changed decide(String token, DecisionVerdict verdict, @Nullable String comment)
      throws IOException, InterruptedException {
    Call call =
        Call.post()
            .path("decisions", token)
            .repeatable()
            .json(Json.bytes(new Commands.DecideByToken(verdict, comment)));
    return Json.readResponse(text(transport.send(call)), Changed.class);
  }

  /** Whether the server's process answers. */
  public Health live() throws IOException, InterruptedException {
    return Json.readResponse(
        text(transport.send(Call.get().outside("/health/live"))), Health.class);
  }

  /** Whether the server can do its work; a problem with status 503 if not. */
  public Health ready() throws IOException, InterruptedException {
    return Json.readResponse(
        text(transport.send(Call.get().outside("/health/ready"))), Health.class);
  }

  /** Prometheus' text format. */
  public String metrics() throws IOException, InterruptedException {
    return text(transport.send(Call.get().outside("/metrics")));
  }

  /** The contract that the server keeps, in YAML. */
  public String openApi() throws IOException, InterruptedException {
    return text(transport.send(Call.get().outside("/openapi.yaml")));
  }

  private <T> Page<T> page(Call call, TypeReference<Page<T>> type)
      throws IOException, InterruptedException {
    return page(transport, call, type);
  }

  static <T> Page<T> page(Transport transport, Call call, TypeReference<Page<T>> type)
      throws IOException, InterruptedException {
    return Json.responses().readValue(transport.send(call).body(), type);
  }

  static Download download(Transport transport, Call call)
      throws IOException, InterruptedException {
    Transport.Opened opened = transport.open(call, IDLE);
    return new Download(opened.body(), opened.headers());
  }

  static String text(Transport.Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
