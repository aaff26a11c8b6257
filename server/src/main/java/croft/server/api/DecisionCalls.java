package croft.server.api;

import croft.protocol.Name;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Changed;
import croft.protocol.wire.Commands;
import croft.protocol.wire.DecisionToken;
import croft.protocol.wire.DecisionVerdict;
import croft.protocol.wire.DecisionView;
import croft.protocol.wire.GroupView;
import croft.protocol.wire.Page;
import croft.server.api.Routes.Route;
import croft.server.farm.Decisions;
import croft.server.farm.Decisions.Choice;
import croft.server.farm.Decisions.Decided;
import croft.server.farm.Settings;
import croft.server.view.DecisionViews;
import croft.server.view.GraphViews;
import croft.server.view.States;
import croft.store.query.DecisionQueries;
import croft.store.query.GraphRow;
import croft.store.query.Project;
import croft.store.query.Queries;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Breakpoints and who decides them; latches and groups. */
final class DecisionCalls implements CallGroup {
  private static final String LIST = "decisions";

  private final Places places;
  private final Queries queries;
  private final GraphViews views;
  private final Decisions decisions;
  private final Settings settings;

  DecisionCalls(
      Places places, Queries queries, GraphViews views, Decisions decisions, Settings settings) {
    this.places = places;
    this.queries = queries;
    this.views = views;
    this.decisions = decisions;
    this.settings = settings;
  }

  @Override
  public void addTo(Routes routes) {
    String job = PROJECT + "/graphs/{graph}/jobs/{job}";
    routes.add(new Route("POST", job + "/approve", false, x -> decide(x, true)));
    routes.add(new Route("POST", job + "/reject", false, x -> decide(x, false)));
    routes.add(new Route("POST", job + "/decision-token", false, this::token));
    routes.add(new Route("POST", "/api/v1/decisions/{token}", true, this::decideByToken));
    routes.add(new Route("GET", PROJECT + "/decisions", false, this::list));
    routes.add(new Route("GET", PROJECT + "/latches", false, this::latches));
    routes.add(new Route("PUT", PROJECT + "/latches/{latch}", false, this::setLatch));
    routes.add(new Route("GET", PROJECT + "/groups", false, this::groups));
    String member = PROJECT + "/groups/{group}/members/{member}";
    routes.add(new Route("PUT", member, false, this::addMember));
    routes.add(new Route("DELETE", member, false, this::removeMember));
  }

  private void decide(Exchange exchange, boolean approve) throws IOException {
    exchange.query().allow();
    GraphRow graph = places.graph(exchange);
    int job = places.job(exchange, graph).job();
    Commands.Decide body = exchange.json(Commands.Decide.class);
    String digest = body.digest() == null ? null : body.digest().text();
    answer(
        exchange,
        decisions.decide(
            graph.graph(), job, exchange.caller(), new Choice(approve, body.comment(), digest)));
  }

  private void decideByToken(Exchange exchange) throws IOException {
    exchange.query().allow();
    Commands.DecideByToken body = exchange.json(Commands.DecideByToken.class);
    boolean approve = body.verdict() == DecisionVerdict.APPROVED;
    answer(
        exchange,
        decisions.decide(exchange.path("token"), new Choice(approve, body.comment(), null)));
  }

  private void answer(Exchange exchange, Decided decided) {
    switch (decided) {
      case Decided.Refused(Problem problem) -> throw new ProblemException(problem);
      case Decided.Done(long graph, var changed) -> {
        List<GraphRow> now = queries.graphs().findAll(List.of(graph));
        if (now.isEmpty()) {
          throw ProblemType.NO_SUCH_GRAPH.exception("graph " + graph + " is no longer there");
        }
        exchange.set("ETag", GraphViews.etag(now.getFirst()));
        exchange.json(200, new Changed(views.view(now.getFirst()), States.of(changed)));
      }
    }
  }

  private void token(Exchange exchange) throws IOException {
    exchange.query().allow();
    exchange.json(Commands.Nothing.class);
    GraphRow graph = places.graph(exchange);
    int job = places.job(exchange, graph).job();
    switch (decisions.token(graph.graph(), job, exchange.caller())) {
      case Decisions.Made.Refused(Problem problem) -> throw new ProblemException(problem);
      case Decisions.Made.Token(String token) -> {
        exchange.set("Cache-Control", "no-store");
        exchange.json(201, new DecisionToken(token, "/api/v1/decisions/" + token));
      }
    }
  }

  private void list(Exchange exchange) {
    Query query = exchange.query().allow("open", "mine", "limit", "after");
    Project project = places.project(exchange);
    int limit = query.limit();
    String caller = query.flag("mine") ? exchange.caller().name() : null;
    List<DecisionQueries.Listed> rows =
        queries
            .decisions()
            .page(
                project.id(),
                new DecisionQueries.Filter(
                    query.flag("open"),
                    caller == null ? null : queries.decisions().roles(project.id(), caller),
                    caller),
                after(Cursor.read(LIST, query.one("after"))),
                limit + 1);
    List<DecisionView> items = rows.stream().limit(limit).map(DecisionViews::view).toList();
    exchange.json(200, new Page<>(items, rows.size() > limit ? cursor(items.getLast()) : null));
  }

  private static String cursor(DecisionView last) {
    return Cursor.of(LIST, last.graph() + " " + last.job() + " " + last.opening());
  }

  private static DecisionQueries.After after(@Nullable String cursor) {
    if (cursor == null) {
      return DecisionQueries.After.START;
    }
    String[] parts = cursor.split(" ", -1);
    try {
      return new DecisionQueries.After(
          Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
      throw Query.wrong("query:after", "must be the next of the piece before");
    }
  }

  private void latches(Exchange exchange) {
    exchange.query().allow();
    Project project = places.project(exchange);
    exchange.json(
        200,
        Page.all(
            queries.decisions().latches(project.id()).stream().map(DecisionViews::view).toList()));
  }

  private void setLatch(Exchange exchange) throws IOException {
    exchange.query().allow();
    Project project = places.project(exchange);
    String name = name(exchange, "latch");
    Commands.SetLatch body = exchange.json(Commands.SetLatch.class);
    switch (settings.latch(project, exchange.caller(), name, body.open(), body.reason())) {
      case Settings.Latched.Set(var latch) -> exchange.json(200, DecisionViews.view(latch));
      case Settings.Latched.Refused(Problem problem) -> throw new ProblemException(problem);
    }
  }

  private void groups(Exchange exchange) {
    exchange.query().allow();
    Project project = places.project(exchange);
    exchange.json(
        200,
        Page.all(
            queries.decisions().groups(project.id()).entrySet().stream()
                .map(group -> new GroupView(group.getKey(), group.getValue()))
                .toList()));
  }

  private void addMember(Exchange exchange) {
    exchange.query().allow();
    Project project = places.project(exchange);
    Problem refusal =
        settings.addMember(
            project, exchange.caller(), name(exchange, "group"), name(exchange, "member"));
    if (refusal != null) {
      throw new ProblemException(refusal);
    }
    exchange.empty(204);
  }

  private void removeMember(Exchange exchange) {
    exchange.query().allow();
    Project project = places.project(exchange);
    settings.removeMember(project, name(exchange, "group"), name(exchange, "member"));
    exchange.empty(204);
  }

  private static String name(Exchange exchange, String parameter) {
    String name = exchange.path(parameter);
    String fault = Name.fault(name);
    if (fault != null) {
      throw Query.wrong("path:" + parameter, fault);
    }
    return name;
  }
}
