package croft.server.api;

import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Page;
import croft.server.api.Routes.Route;
import croft.server.dispatch.Failures;
import croft.server.view.LearnedForecast;
import croft.store.query.GraphRow;

/** What the farm expects to come, and what keeps it waiting. */
final class ForecastCalls implements CallGroup {
  private final Places places;
  private final LearnedForecast forecast;

  ForecastCalls(Places places, LearnedForecast forecast) {
    this.places = places;
    this.forecast = forecast;
  }

  @Override
  public void addTo(Routes routes) {
    routes.add(new Route("GET", PROJECT + "/graphs/{graph}/forecast", false, this::graph));
    routes.add(new Route("GET", "/api/v1/pools", false, this::pools));
  }

  private void graph(Exchange exchange) {
    exchange.query().allow();
    GraphRow graph = places.graph(exchange);
    exchange.json(
        200,
        Failures.unchecked(() -> forecast.forecast(graph.graph()))
            .orElseThrow(
                () -> ProblemType.NO_SUCH_GRAPH.exception("graph " + graph.graph() + " is gone")));
  }

  private void pools(Exchange exchange) {
    exchange.query().allow();
    exchange.json(200, new Page<>(Failures.unchecked(forecast::pools), null));
  }
}
