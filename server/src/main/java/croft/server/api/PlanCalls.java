package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.PlanForecast;
import croft.server.api.Routes.Route;
import croft.server.dispatch.Failures;
import croft.server.submit.GraphCompiler;
import croft.server.submit.GraphPlans;
import croft.server.view.GraphViews;
import croft.server.view.LearnedForecast;
import croft.store.query.GraphQueries;
import croft.store.query.GraphRow;
import croft.store.query.Project;
import croft.store.query.Queries;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a graph file would do, before it is submitted. */
final class PlanCalls implements CallGroup {
  private final LearnedForecast forecast;
  private final Places places;
  private final Queries queries;
  private final GraphViews views;

  PlanCalls(Places places, Queries queries, GraphViews views, LearnedForecast forecast) {
    this.forecast = forecast;
    this.places = places;
    this.queries = queries;
    this.views = views;
  }

  @Override
  public void addTo(Routes routes) {
    routes.add(new Route("POST", PROJECT + "/plan", false, this::plan));
  }

  private void plan(Exchange exchange) throws IOException {
    Project project = places.project(exchange);
    Query query = exchange.query().allow("set", "against", "files", "forecast");
    String files = query.one("files");
    if (files != null && Digest.fault(files) != null) {
      throw Query.wrong("query:files", String.valueOf(Digest.fault(files)));
    }
    boolean wanted = query.flag("forecast");
    Media media = GraphCalls.media(exchange);
    GraphPlans.File file =
        new GraphPlans.File(
            media,
            TemplateCalls.text(exchange.bytes(Limits.BODY_MAX, "the graph file")),
            GraphCalls.parameters(query.all("set")),
            files);
    byte[] body =
        Json.bytes(
            GraphPlans.plan(
                file,
                query.one("against") == null ? null : other(project, query),
                wanted ? (graph, compiled) -> forecast(project, graph, compiled) : null));
    exchange.set("Cache-Control", "no-store").set("Vary", "Accept-Encoding");
    if (WebApp.accepts(exchange.header("Accept-Encoding"))) {
      exchange.set("Content-Encoding", "gzip");
      body = ColumnCalls.gzip(body);
    }
    exchange.send(200, Exchange.JSON, body);
  }

  private PlanForecast forecast(
      Project project, GraphSpec graph, GraphCompiler.Compiled.Good compiled) {
    return Failures.unchecked(() -> forecast.planned(project.id(), graph, compiled));
  }

  /** What a graph was made from; null if that was removed. */
  private GraphPlans.@Nullable File other(Project project, Query query) {
    long graph = query.number("against", 1, (1L << 53) - 1, 1);
    GraphRow row = queries.graphs().find(project.id(), graph);
    if (row == null) {
      throw ProblemType.NO_SUCH_GRAPH.exception(
          "there is no graph '%d' in project %s".formatted(graph, project.name()));
    }
    GraphQueries.Source source = queries.graphs().source(graph);
    if (source == null) {
      return null;
    }
    return new GraphPlans.File(
        Media.ofContentType(source.media()).orElse(Media.YAML),
        source.body(),
        views.view(row).parameters(),
        null);
  }
}
