package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.Commands;
import croft.protocol.wire.Page;
import croft.protocol.wire.SampleView;
import croft.server.api.Routes.Route;
import croft.server.farm.Sampling;
import croft.server.farm.Submissions;
import croft.server.view.SampleViews;
import croft.store.query.GraphRow;
import croft.store.query.JobRow;
import croft.store.query.Queries;
import croft.store.query.SampleQueries.SampleRow;
import java.io.IOException;
import java.util.List;

/** Further runs of jobs, beside their attempts. */
final class SampleCalls implements CallGroup {
  private static final String LIST = "samples";

  private final Places places;
  private final Queries queries;
  private final Sampling sampling;

  SampleCalls(Places places, Queries queries, Sampling sampling) {
    this.places = places;
    this.queries = queries;
    this.sampling = sampling;
  }

  @Override
  public void addTo(Routes routes) {
    String samples = PROJECT + "/graphs/{graph}/jobs/{job}/samples";
    routes.add(new Route("GET", samples, false, this::list));
    routes.add(new Route("POST", samples, false, this::make));
    routes.add(new Route("GET", PROJECT + "/graphs/{graph}/rates", false, this::rates));
  }

  private void list(Exchange exchange) {
    Query query = exchange.query().allow("limit", "after");
    GraphRow graph = places.graph(exchange);
    JobRow job = places.job(exchange, graph);
    int limit = query.limit();
    long before = Cursor.readNumber(LIST, query.one("after"), Long.MAX_VALUE);
    List<SampleRow> rows = queries.samples().page(graph.graph(), job.job(), before, limit + 1);
    List<SampleView> items = rows.stream().limit(limit).map(SampleViews::view).toList();
    exchange.json(
        200,
        new Page<>(
            items,
            rows.size() > limit ? Cursor.of(LIST, Long.toString(items.getLast().graph())) : null));
  }

  private void rates(Exchange exchange) {
    exchange.query().allow();
    GraphRow graph = places.graph(exchange);
    exchange.json(
        200,
        Page.all(
            queries.samples().tallies(graph.graph(), Limits.RATES_MAX).stream()
                .map(SampleViews::view)
                .toList()));
  }

  private void make(Exchange exchange) throws IOException {
    exchange.query().allow();
    GraphRow graph = places.graph(exchange);
    int job = places.job(exchange, graph).job();
    String key = GraphCalls.idempotencyKey(exchange);
    Commands.Sample wish = exchange.json(Commands.Sample.class);
    switch (sampling.sample(graph.graph(), job, exchange.caller(), wish, key)) {
      case Submissions.Submitted.Refused(Problem problem) -> throw new ProblemException(problem);
      case Submissions.Submitted.Stored(long id, boolean repeated) -> {
        SampleRow row = queries.samples().find(id);
        if (row == null) {
          throw Places.noSuchJob(graph, Integer.toString(job));
        }
        exchange.set("Location", "/api/v1/projects/%s/graphs/%d".formatted(graph.project(), id));
        exchange.json(repeated ? 200 : 201, SampleViews.view(row));
      }
    }
  }
}
