package croft.server.api;

import croft.protocol.json.Json;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Health;
import croft.server.auth.Tokens;
import croft.server.blob.Contents;
import croft.server.farm.Caller;
import croft.server.farm.Farm;
import croft.server.observe.Metrics;
import croft.server.stream.StreamHub;
import croft.server.view.GraphViews;
import croft.server.view.LearnedForecast;
import croft.store.query.Queries;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: finds the call that a path means, asks for the token, lets the call answer, and
 * turns every failure into a problem.
 */
public final class HttpApi implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpApi.class);

  /** Bytes of a request's header. */
  static final int HEADER_MAX = 16 * 1024;

  /**
   * Bytes of a request's first line: names of artifacts are up to 1,024 bytes, encoded threefold.
   */
  static final int FIRST_LINE_MAX = 8 * 1024;

  /** Open connections; 10,000 workers or streams and as many short calls beside them. */
  static final int CONNECTIONS_MAX = 20_000;

  /** Longer than the clients' own idle time, so that it is they who close. */
  private static final Duration IDLE = Duration.ofSeconds(75);

  private static final Duration GRACE = Duration.ofSeconds(3);

  private final WebServer server;
  private final Routes routes = new Routes();
  private final WebApp webApp = WebApp.onClassPath();
  private final Tokens tokens;
  private final HttpMetrics metrics;
  private final Deadlines deadlines = new Deadlines();
  private final RequestIds ids = new RequestIds();

  /**
   * Prepares it.
   *
   * @param port 0 for any free one
   */
  public HttpApi(InetAddress address, int port, Parts parts) {
    this.tokens = parts.tokens;
    this.metrics = new HttpMetrics(parts.metrics);
    groups(parts).forEach(group -> group.addTo(routes));
    DirectHandlers.Builder direct = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      direct.addHandler(type, HttpApi::refused);
    }
    this.server =
        WebServer.builder()
            .address(address)
            .port(port)
            .backlog(4_096)
            .maxTcpConnections(CONNECTIONS_MAX)
            .maxPayloadSize(-1)
            .idleConnectionTimeout(IDLE)
            .idleConnectionPeriod(Duration.ofSeconds(15))
            .connectionOptions(options -> options.readTimeout(IDLE).tcpNoDelay(true))
            .shutdownGracePeriod(GRACE)
            .shutdownHook(false)
            .contentEncoding(new RawBodies())
            .directHandlers(direct.build())
            .errorHandling(errors -> errors.includeEntity(false))
            .protocolsDiscoverServices(false)
            .addConnectionSelector(
                new TimedConnections(
                    Http1ConnectionSelector.builder()
                        .config(
                            Http1Config.builder()
                                .maxHeadersSize(HEADER_MAX)
                                .maxPrologueLength(FIRST_LINE_MAX)
                                .sendKeepAliveHeader(false)
                                .build())
                        .build(),
                    deadlines))
            .routing(routing -> routing.any(this::answer))
            .build();
  }

  /**
   * What the calls need.
   *
   * @param ready whether this server can do its work now
   */
  public record Parts(
      Tokens tokens,
      Queries queries,
      GraphViews views,
      LearnedForecast forecast,
      Farm farm,
      Contents contents,
      StreamHub streams,
      Supplier<Health> ready,
      Metrics metrics) {}

  private static List<CallGroup> groups(Parts parts) {
    Places places = new Places(parts.queries);
    Contents contents = parts.contents;
    Farm farm = parts.farm;
    return List.of(
        new WorkerCalls(farm.dispatch(), parts.queries.workers()),
        new AttemptCalls(
            farm.dispatch(), parts.queries, contents, parts.streams::appended, parts.metrics),
        new GraphCalls(places, parts.queries, parts.views, farm.submissions(), contents.blobs()),
        new TemplateCalls(places, parts.queries, parts.views, farm.templates(), contents.blobs()),
        new PlanCalls(places, parts.queries, parts.views, parts.forecast),
        new StatisticCalls(places, parts.queries),
        new ForecastCalls(places, parts.forecast),
        new ColumnCalls(places, parts.queries, parts.views),
        new JobCalls(places, parts.queries, contents.logs(), farm.dispatch()::before),
        new CommandCalls(places, parts.queries, parts.views, farm.commands(), farm.edits()),
        new SampleCalls(places, parts.queries, farm.sampling()),
        new EditCalls(places, parts.queries, parts.views, farm.edits()),
        new DecisionCalls(places, parts.queries, parts.views, farm.decisions(), farm.settings()),
        new ArtifactCalls(places, parts.queries, contents.blobs()),
        new StreamCalls(places, parts.queries, parts.streams),
        new OperatorCalls(parts.ready, parts.metrics));
  }

  public void start() {
    server.start();
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Stops listening, and ends the calls that run. */
  @Override
  public void close() {
    server.stop();
    deadlines.close();
  }

  private void answer(ServerRequest request, ServerResponse response) {
    TimedConnections.headerRead();
    long start = System.nanoTime();
    String method = request.prologue().method().text();
    String traceparent =
        Traceparent.checked(request.headers().first(Traceparent.HEADER).orElse(null));
    String id = ids.next();
    response.header(RequestIds.HEADER, id);
    if (traceparent != null) {
      response.header(Traceparent.HEADER, traceparent);
    }
    response.header(NO_SNIFF, "nosniff");

    String template = "none";
    Exchange exchange = new Exchange(request, response, deadlines);
    try {
      Routes.Match match = match(method, request);
      boolean open = match instanceof Routes.Match.Found found && found.route().open();
      Caller caller = new Caller(open ? NOBODY : authenticated(request), id, traceparent);
      switch (match) {
        case Routes.Match.Found(Routes.Route route, Map<String, String> parameters) -> {
          template = route.template();
          exchange.found(caller, parameters);
          route.handler().answer(exchange);
        }
        case Routes.Match.OtherMethods(var methods) -> {
          response.header(HeaderNames.ALLOW, String.join(", ", methods));
          throw ProblemType.METHOD_NOT_ALLOWED.exception(
              method + " is not possible here; " + String.join(", ", methods) + " is");
        }
        case Routes.Match.None() ->
            throw ProblemType.NOT_FOUND.exception(
                "there is no " + Query.shown(request.path().rawPath()));
      }
    } catch (Throwable e) {
      failed(e, exchange, response, "%s %s %s".formatted(id, method, template), traceparent);
    } finally {
      TimedConnections.callOver();
      int status = exchange.status();
      metrics.answered(method, template, status, System.nanoTime() - start);
      // A path with a secret in it is not for logs.
      String shown = template.endsWith("/{token}") ? template : request.path().rawPath();
      log.debug("{} {} {} {}", id, method, shown, status);
    }
  }

  private Routes.Match match(String method, ServerRequest request) {
    try {
      Routes.Match match = routes.find(method, request.path().rawPath());
      if (match instanceof Routes.Match.None) {
        return webApp.find(
            method,
            request.path().rawPath(),
            request.headers().first(HeaderNames.ACCEPT).orElse(null));
      }
      // What answers GET answers HEAD, without the body.
      return method.equals("HEAD")
              && match instanceof Routes.Match.OtherMethods(var methods)
              && methods.contains("GET")
          ? routes.find("GET", request.path().rawPath())
          : match;
    } catch (IllegalArgumentException e) {
      throw Query.wrong("path", String.valueOf(e.getMessage()));
    }
  }

  private String authenticated(ServerRequest request) {
    String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    String token =
        header.regionMatches(true, 0, "Bearer ", 0, 7) ? header.substring(7).strip() : "";
    String name = token.isEmpty() ? null : tokens.holder(token);
    if (name == null) {
      throw ProblemType.UNAUTHENTICATED.exception(
          token.isEmpty() ? "the call came without a token" : "the token is not known here");
    }
    return name;
  }

  private void failed(
      Throwable thrown,
      Exchange exchange,
      ServerResponse response,
      String call,
      @Nullable String traceparent) {
    Failures failure = Failures.of(thrown);
    Problem problem = failure.problem();
    boolean sent = exchange.isSent();
    if (failure.ours() && !(sent && isOfConnection(thrown))) {
      log.error("{} failed: {} (trace {})", call, problem.detail(), traceparent, thrown);
    } else {
      log.info("{}: {} {}", call, problem.status(), sent ? "client went away" : problem.detail());
    }
    if (sent) {
      // Half an answer is on its way: the connection ends, which says so.
      throw new ClientGone(thrown);
    }
    if (problem.status() == ProblemType.UNAUTHENTICATED.status()) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"croft\"");
    }
    Duration retryAfter = failure.retryAfter();
    if (retryAfter != null) {
      response.header(HeaderNames.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
    }
    exchange.problem(problem);
  }

  /** A browser that leaves a page ends its stream: nobody's mistake. */
  private static boolean isOfConnection(Throwable thrown) {
    return thrown instanceof java.io.IOException
        || thrown instanceof io.helidon.webserver.ServerConnectionException;
  }

  /** What Helidon refuses before any call is found. */
  private static DirectHandler.TransportResponse refused(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      io.helidon.http.ServerResponseHeaders headers,
      @Nullable String message) {
    ProblemType problem =
        switch (status.code()) {
          case 413 -> ProblemType.TOO_LARGE;
          case 431, 414 -> ProblemType.HEADERS_TOO_LARGE;
          case 500 -> ProblemType.INTERNAL;
          case 503 -> ProblemType.UNAVAILABLE;
          default -> ProblemType.INVALID_PARAMETER;
        };
    String detail =
        status.code() == 500
            ? "an unexpected error"
            : "the request is not HTTP/1.1 that the farm reads";
    return DirectHandler.TransportResponse.builder()
        .status(Status.create(problem.status()))
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .keepAlive(false)
        .entity(Json.bytes(problem.problem(detail)))
        .build();
  }

  private static final String NOBODY = "nobody";
  private static final io.helidon.http.HeaderName NO_SNIFF =
      HeaderNames.create("X-Content-Type-Options");

  /** The answer cannot be finished; Helidon closes the connection. */
  private static final class ClientGone extends io.helidon.http.HttpException {
    private static final long serialVersionUID = 1L;

    ClientGone(Throwable cause) {
      super("the answer was not finished", Status.INTERNAL_SERVER_ERROR_500, cause);
    }
  }
}
