package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.json.Json;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.GraphView;
import croft.server.api.Routes.Route;
import croft.server.view.ColumnViews;
import croft.server.view.GraphViews;
import croft.store.query.GraphRow;
import croft.store.query.JobQueries;
import croft.store.query.JobRow;
import croft.store.query.Queries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** All of a graph at once, for programs that draw it. */
final class ColumnCalls implements CallGroup {
  /** Rows read at once: each query's result is held as a whole. */
  private static final int ROWS = 5_000;

  private static final JobQueries.Filter ALL = new JobQueries.Filter(List.of(), null);

  private final Places places;
  private final Queries queries;
  private final GraphViews views;

  ColumnCalls(Places places, Queries queries, GraphViews views) {
    this.places = places;
    this.queries = queries;
    this.views = views;
  }

  @Override
  public void addTo(Routes routes) {
    routes.add(new Route("GET", PROJECT + "/graphs/{graph}/columns", false, this::columns));
  }

  private void columns(Exchange exchange) throws IOException {
    exchange.query().allow();
    // The graph's own row first: what changes while its jobs are read comes after its seq.
    GraphRow row = places.graph(exchange);
    if (row.jobs() > Limits.COLUMNS_JOBS_MAX) {
      throw ProblemType.OVER_LIMIT.exception(
          Limits.exceeded("the graph has", row.jobs(), "jobs", Limits.COLUMNS_JOBS_MAX));
    }
    GraphView view = views.view(row);
    List<JobRow> jobs = new ArrayList<>();
    List<JobRow> page = queries.jobs().page(row.graph(), ALL, -1, ROWS);
    while (!page.isEmpty()) {
      jobs.addAll(page);
      page =
          page.size() < ROWS
              ? List.of()
              : queries.jobs().page(row.graph(), ALL, jobs.getLast().job(), ROWS);
    }
    byte[] body = Json.bytes(ColumnViews.view(view, jobs, queries.edges().all(row.graph())));
    exchange.set("Cache-Control", "no-store").set("Vary", "Accept-Encoding");
    if (WebApp.accepts(exchange.header("Accept-Encoding"))) {
      exchange.set("Content-Encoding", "gzip");
      body = gzip(body);
    }
    exchange.send(200, Exchange.JSON, body);
  }

  static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 8 + 64);
    try (OutputStream out = new Fast(packed)) {
      out.write(body);
    }
    return packed.toByteArray();
  }

  /** Lists of like words shrink to a tenth at the fastest level, too. */
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, 64 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
