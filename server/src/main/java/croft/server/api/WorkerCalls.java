package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.Name;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.ClaimResponse;
import croft.protocol.wire.Commands;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.Page;
import croft.protocol.wire.Resources;
import croft.protocol.wire.Standing;
import croft.protocol.wire.StandingView;
import croft.protocol.wire.WorkerRegistration;
import croft.protocol.wire.WorkerState;
import croft.protocol.wire.WorkerView;
import croft.protocol.wire.codec.ClaimCodec;
import croft.protocol.wire.codec.CompletionCodec;
import croft.protocol.wire.codec.HeartbeatCodec;
import croft.server.api.Routes.Route;
import croft.server.farm.Dispatch;
import croft.store.query.WorkerQueries;
import croft.store.query.WorkerQueries.WorkerRow;
import croft.store.session.Standings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The verbs of workers, and the list of them. The hot ones are read and written by hand. */
final class WorkerCalls implements CallGroup {
  /** Sessions that the list shows, the newest. */
  private static final int WORKERS_MAX = 20_000;

  /** The oldest version of the protocol that is understood. */
  private static final int PROTOCOL_MIN = 1;

  private final Dispatch dispatch;
  private final WorkerQueries workers;

  WorkerCalls(Dispatch dispatch, WorkerQueries workers) {
    this.dispatch = dispatch;
    this.workers = workers;
  }

  @Override
  public void addTo(Routes routes) {
    routes.add(new Route("POST", "/api/v1/completions", false, this::complete));
    routes.add(new Route("POST", "/api/v1/claims", false, this::claim));
    routes.add(new Route("POST", "/api/v1/heartbeats", false, this::heartbeat));
    routes.add(new Route("POST", "/api/v1/workers", false, this::register));
    routes.add(new Route("GET", "/api/v1/workers", false, this::list));
    routes.add(new Route("DELETE", "/api/v1/workers/{session}", false, this::signOff));
    routes.add(new Route("GET", "/api/v1/standings", false, this::standings));
    routes.add(new Route("GET", "/api/v1/standings/{worker}", false, this::standingChanges));
    routes.add(new Route("PUT", "/api/v1/standings/{worker}", false, this::setStanding));
  }

  private void register(Exchange exchange) throws IOException {
    exchange.query().allow();
    WorkerRegistration registration = exchange.json(WorkerRegistration.class);
    if (registration.protocol() < PROTOCOL_MIN) {
      throw ProblemType.PROTOCOL_TOO_OLD.exception(
          "the worker speaks version %d; this farm needs %d or newer"
              .formatted(registration.protocol(), PROTOCOL_MIN));
    }
    exchange.json(201, dispatch.register(registration));
  }

  private void claim(Exchange exchange) throws IOException {
    exchange.query().allow();
    ClaimRequest request = ClaimCodec.REQUEST.readRequest(exchange.jsonBytes());
    var attempts =
        given(
            dispatch.claim(
                request.session(),
                request.request(),
                request.slots(),
                Duration.ofMillis(request.waitMs())));
    exchange.send(200, Exchange.JSON, ClaimCodec.RESPONSE.bytes(new ClaimResponse(attempts)));
  }

  private void complete(Exchange exchange) throws IOException {
    exchange.query().allow();
    CompletionsRequest request = CompletionCodec.REQUEST.readRequest(exchange.jsonBytes());
    var response =
        given(dispatch.complete(request.session(), request.completions(), request.claim()));
    exchange.send(200, Exchange.JSON, CompletionCodec.RESPONSE.bytes(response));
  }

  private void heartbeat(Exchange exchange) throws IOException {
    exchange.query().allow();
    HeartbeatRequest request = HeartbeatCodec.REQUEST.readRequest(exchange.jsonBytes());
    var response = given(dispatch.heartbeat(request.session(), request.attempts()));
    exchange.send(200, Exchange.JSON, HeartbeatCodec.RESPONSE.bytes(response));
  }

  private static <T> T given(Dispatch.Answer<T> answer) {
    return switch (answer) {
      case Dispatch.Answer.Given<T>(T value) -> value;
      case Dispatch.Answer.SessionEnded<T>() -> throw ended();
    };
  }

  private static ProblemException ended() {
    return ProblemType.SESSION_ENDED.exception("the session is over, or never was");
  }

  private void signOff(Exchange exchange) {
    exchange.query().allow();
    String session = exchange.path("session");
    switch (dispatch.signOff(session)) {
      case DONE -> exchange.empty(204);
      case UNKNOWN ->
          throw ProblemType.NO_SUCH_WORKER.exception(
              "there is no session '" + Query.shown(session) + "'");
    }
  }

  private void list(Exchange exchange) {
    exchange.query().allow();
    List<WorkerView> items = workers.list(WORKERS_MAX).stream().map(WorkerCalls::view).toList();
    exchange.json(200, Page.all(items));
  }

  private static WorkerView view(WorkerRow row) {
    WorkerState state =
        row.endedAt() == null
            ? row.expiresAt().isAfter(row.now()) ? WorkerState.LIVE : WorkerState.LOST
            : row.endedAt().isBefore(row.expiresAt()) ? WorkerState.GONE : WorkerState.LOST;
    return new WorkerView(
        Long.toString(row.session()),
        row.worker(),
        row.pool(),
        row.labels(),
        row.slots(),
        row.running(),
        new Resources(row.cpus(), row.memoryBytes(), row.gpus()),
        Isolation.parse(row.isolation()),
        state,
        row.registeredAt(),
        row.heartbeatAt(),
        row.expiresAt(),
        row.version(),
        row.standing() == null ? null : view(row.standing()));
  }

  private void standings(Exchange exchange) {
    exchange.query().allow();
    exchange.json(
        200,
        Page.all(workers.standings(Limits.STANDINGS_MAX).stream().map(WorkerCalls::view).toList()));
  }

  private void standingChanges(Exchange exchange) {
    exchange.query().allow();
    String worker = worker(exchange);
    List<Standings.Standing> changes =
        workers.changes(worker, Limits.STANDING_CHANGES_MAX).orElseThrow(() -> noWorker(worker));
    exchange.json(200, Page.all(changes.stream().map(WorkerCalls::view).toList()));
  }

  private void setStanding(Exchange exchange) throws IOException {
    exchange.query().allow();
    String worker = worker(exchange);
    var body = exchange.json(Commands.SetStanding.class);
    switch (dispatch.set(exchange.caller(), worker, body)) {
      case Dispatch.StandingSet.Done(Standings.Standing standing) ->
          exchange.json(200, view(standing));
      case Dispatch.StandingSet.Unknown() -> throw noWorker(worker);
      case Dispatch.StandingSet.TooMany() ->
          throw ProblemType.OVER_LIMIT.exception(
              Limits.exceeded(
                  "the farm would have",
                  Limits.STANDINGS_MAX + 1,
                  "workers without work",
                  Limits.STANDINGS_MAX));
    }
  }

  private static String worker(Exchange exchange) {
    String worker = exchange.path("worker");
    String fault = Name.fault(worker);
    if (fault != null) {
      throw Query.wrong("path:worker", fault);
    }
    return worker;
  }

  private static ProblemException noWorker(String worker) {
    return ProblemType.NO_SUCH_WORKER.exception("no worker is called '" + worker + "'");
  }

  private static StandingView view(Standings.Standing row) {
    return new StandingView(
        row.worker(), Standing.parse(row.standing()), row.reason(), row.author(), row.changedAt());
  }
}
