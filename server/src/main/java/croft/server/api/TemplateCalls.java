package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.Name;
import croft.protocol.graphfile.Media;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Page;
import croft.protocol.wire.SeriesView;
import croft.protocol.wire.TemplateUse;
import croft.protocol.wire.TemplateView;
import croft.server.api.Routes.Route;
import croft.server.blob.Blobs;
import croft.server.farm.Templates;
import croft.server.view.GraphViews;
import croft.server.view.TemplateViews;
import croft.store.query.KeyGlob;
import croft.store.query.Project;
import croft.store.query.Queries;
import croft.store.query.TemplateQueries.SeriesRow;
import croft.store.query.TemplateRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Graph files under names, and the graphs that are made of them. */
final class TemplateCalls implements CallGroup {
  private static final String LIST = "templates";
  private static final String VERSIONS = "versions";
  private static final String SERIES = "series";

  /** Results of each job in a series, if the request does not say. */
  private static final int RESULTS_DEFAULT = 20;

  /** Keys in a page of a series: each comes with as many results as are asked for. */
  private static final int SERIES_KEYS_MAX = 100;

  private final Places places;
  private final Queries queries;
  private final GraphViews views;
  private final Templates templates;
  private final Blobs blobs;

  TemplateCalls(
      Places places, Queries queries, GraphViews views, Templates templates, Blobs blobs) {
    this.places = places;
    this.queries = queries;
    this.views = views;
    this.templates = templates;
    this.blobs = blobs;
  }

  @Override
  public void addTo(Routes routes) {
    String template = PROJECT + "/templates/{template}";
    routes.add(new Route("GET", PROJECT + "/templates", false, this::list));
    routes.add(new Route("PUT", template, false, this::put));
    routes.add(new Route("GET", template, false, this::show));
    routes.add(new Route("GET", template + "/file", false, this::file));
    routes.add(new Route("GET", template + "/versions", false, this::versions));
    routes.add(new Route("POST", template + "/graphs", false, this::use));
    routes.add(new Route("GET", template + "/series", false, this::series));
  }

  private void put(Exchange exchange) throws IOException {
    Project project = places.project(exchange);
    Query query = exchange.query().allow("files");
    String name = exchange.path("template");
    String fault = Name.fault(name);
    if (fault != null) {
      throw Query.wrong("path:template", "'" + Query.shown(name) + "' " + fault);
    }
    Media media = GraphCalls.media(exchange);
    String files = GraphCalls.files(blobs, project, query.one("files"));
    String body = text(exchange.bytes(Limits.BODY_MAX, "the graph file"));
    switch (templates.put(
        new Templates.NewTemplate(project, exchange.caller(), name, media, body, files))) {
      case Templates.Put.Refused(var problem) -> throw new ProblemException(problem);
      case Templates.Put.Stored(int version, boolean made) -> {
        exchange.set(
            "Location",
            "/api/v1/projects/%s/templates/%s?version=%d"
                .formatted(project.name(), name.replace("/", "%2F"), version));
        exchange.json(made ? 201 : 200, TemplateViews.view(find(project, name, version)));
      }
    }
  }

  static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException _) {
      throw ProblemType.MALFORMED_BODY.exception("the graph file is not UTF-8");
    }
  }

  private TemplateRow find(Project project, String name, @Nullable Integer version) {
    TemplateRow row = queries.templates().find(project.id(), name, version);
    if (row == null) {
      throw ProblemType.NO_SUCH_TEMPLATE.exception(
          "there is no template '%s'%s in project %s"
              .formatted(
                  Query.shown(name),
                  version == null ? "" : " with a version " + version,
                  project.name()));
    }
    return row;
  }

  private TemplateRow find(Exchange exchange) {
    Query query = exchange.query().allow("version");
    Integer version =
        query.one("version") == null
            ? null
            : (int) query.number("version", 1, Integer.MAX_VALUE, 1);
    return find(places.project(exchange), exchange.path("template"), version);
  }

  private void show(Exchange exchange) {
    exchange.json(200, TemplateViews.view(find(exchange)));
  }

  private void file(Exchange exchange) {
    TemplateRow row = find(exchange);
    String body = queries.templates().body(row);
    exchange.set("Content-Security-Policy", ArtifactCalls.SANDBOX);
    exchange.send(200, row.media(), (body == null ? "" : body).getBytes(StandardCharsets.UTF_8));
  }

  private void list(Exchange exchange) {
    Project project = places.project(exchange);
    Query query = exchange.query().allow("limit", "after");
    int limit = query.limit();
    String after = Cursor.read(LIST, query.one("after"));
    List<TemplateRow> rows =
        queries.templates().page(project.id(), after == null ? "" : after, limit + 1);
    List<TemplateView> items = rows.stream().limit(limit).map(TemplateViews::view).toList();
    exchange.json(
        200,
        new Page<>(items, rows.size() > limit ? Cursor.of(LIST, items.getLast().name()) : null));
  }

  private void versions(Exchange exchange) {
    Project project = places.project(exchange);
    Query query = exchange.query().allow("limit", "after");
    int limit = query.limit();
    TemplateRow newest = find(project, exchange.path("template"), null);
    int before =
        Math.clamp(
            Cursor.readNumber(VERSIONS, query.one("after"), Integer.MAX_VALUE),
            1,
            Integer.MAX_VALUE);
    List<TemplateRow> rows =
        queries.templates().versions(project.id(), newest.name(), before, limit + 1);
    List<TemplateView> items = rows.stream().limit(limit).map(TemplateViews::view).toList();
    exchange.json(
        200,
        new Page<>(
            items,
            rows.size() > limit
                ? Cursor.of(VERSIONS, Integer.toString(items.getLast().version()))
                : null));
  }

  private void use(Exchange exchange) throws IOException {
    exchange.query().allow();
    Project project = places.project(exchange);
    String key = GraphCalls.idempotencyKey(exchange);
    TemplateUse use = exchange.json(TemplateUse.class);
    TemplateRow template = find(project, exchange.path("template"), use.version());
    GraphCalls.answer(
        exchange,
        project,
        templates.use(project, exchange.caller(), template, use, key),
        queries,
        views);
  }

  private void series(Exchange exchange) {
    Project project = places.project(exchange);
    Query query = exchange.query().allow("key", "limit", "after");
    TemplateRow template = find(project, exchange.path("template"), null);
    String key = query.one("key");
    KeyGlob glob = GraphCalls.glob("query:key", key == null ? "**" : key);
    int results = (int) query.number("limit", 1, Limits.SERIES_GRAPHS_MAX, RESULTS_DEFAULT);
    String after = Cursor.read(SERIES, query.one("after"));
    List<SeriesRow> rows =
        queries
            .templates()
            .series(
                project.id(),
                template.name(),
                Limits.SERIES_GRAPHS_MAX,
                glob,
                after == null ? "" : after,
                SERIES_KEYS_MAX + 1);
    List<SeriesView> found = TemplateViews.series(rows, results);
    List<SeriesView> items = found.stream().limit(SERIES_KEYS_MAX).toList();
    exchange.json(
        200,
        new Page<>(
            items, found.size() > items.size() ? Cursor.of(SERIES, items.getLast().key()) : null));
  }
}
