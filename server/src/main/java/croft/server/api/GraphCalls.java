package croft.server.api;

import croft.core.graph.GraphState;
import croft.protocol.Limits;
import croft.protocol.Name;
import croft.protocol.graphfile.GraphFileLimits;
import croft.protocol.graphfile.Media;
import croft.protocol.json.Digest;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.EventView;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.Page;
import croft.server.api.Routes.Route;
import croft.server.blob.BlobId;
import croft.server.blob.Blobs;
import croft.server.farm.Submissions;
import croft.server.view.GraphViews;
import croft.store.query.EventQueries.EventRow;
import croft.store.query.GraphQueries;
import croft.store.query.GraphRow;
import croft.store.query.KeyGlob;
import croft.store.query.Project;
import croft.store.query.Queries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Submitting graphs, and looking at them. */
final class GraphCalls implements CallGroup {
  private static final String LIST = "graphs";

  private final Places places;
  private final Queries queries;
  private final GraphViews views;
  private final Submissions submissions;
  private final Blobs blobs;

  GraphCalls(
      Places places, Queries queries, GraphViews views, Submissions submissions, Blobs blobs) {
    this.places = places;
    this.queries = queries;
    this.views = views;
    this.submissions = submissions;
    this.blobs = blobs;
  }

  @Override
  public void addTo(Routes routes) {
    String graph = PROJECT + "/graphs/{graph}";
    routes.add(new Route("POST", PROJECT + "/graphs", false, this::submit));
    routes.add(new Route("GET", PROJECT + "/graphs", false, this::list));
    routes.add(new Route("GET", graph, false, this::show));
    routes.add(new Route("GET", graph + "/file", false, this::file));
    routes.add(new Route("GET", graph + "/events", false, this::events));
  }

  private void submit(Exchange exchange) throws IOException {
    Project project = places.project(exchange);
    Query query = exchange.query().allow("set", "paused", "draft", "noReuse", "files");
    Media media = media(exchange);
    String files = files(blobs, project, query.one("files"));
    String key = idempotencyKey(exchange);
    Map<String, String> set = parameters(query.all("set"));
    var start =
        new Submissions.Start(
            query.flag("paused"), query.flag("draft"), query.flag("noReuse"), planToken(exchange));
    // A limit of its own: bulk submissions are read line by line.
    long max =
        switch (media) {
          case YAML, JSON -> Limits.BODY_MAX;
          case NDJSON -> GraphFileLimits.NDJSON_BYTES_MAX;
        };
    Submissions.Submitted submitted =
        exchange.body(
            max,
            "the graph file",
            body ->
                submissions.submit(
                    new Submissions.Submission(
                        project, exchange.caller(), media, body, set, files, start, key)));
    answer(exchange, project, submitted, queries, views);
  }

  /** Answers with the graph, or the problem. */
  static void answer(
      Exchange exchange,
      Project project,
      Submissions.Submitted submitted,
      Queries queries,
      GraphViews views) {
    switch (submitted) {
      case Submissions.Submitted.Refused(var problem) -> throw new ProblemException(problem);
      case Submissions.Submitted.Stored(long graph, boolean repeated) -> {
        GraphRow row = queries.graphs().find(project.id(), graph);
        if (row == null) {
          throw ProblemType.NO_SUCH_GRAPH.exception("graph " + graph + " is no longer there");
        }
        exchange.set("Location", "/api/v1/projects/%s/graphs/%d".formatted(project.name(), graph));
        exchange.set("ETag", GraphViews.etag(row));
        exchange.json(repeated ? 200 : 201, views.view(row));
      }
    }
  }

  /** The plan that the submission must be; null for any. */
  private static @Nullable String planToken(Exchange exchange) {
    String header = exchange.header("If-Match");
    if (header == null || header.strip().equals("*")) {
      return null;
    }
    String tag = header.strip();
    if (!tag.matches("\"[0-9a-f]{64}\"")) {
      throw Query.wrong("header:If-Match", "must be the token of a plan, in quotes");
    }
    return tag.substring(1, tag.length() - 1);
  }

  static @Nullable String idempotencyKey(Exchange exchange) {
    String key = exchange.header("Idempotency-Key");
    if (key != null && (key.isBlank() || Name.textFault(key, Limits.TOKEN_BYTES_MAX) != null)) {
      throw Query.wrong(
          "header:Idempotency-Key", "must be 1 to " + Limits.TOKEN_BYTES_MAX + " bytes of text");
    }
    return key;
  }

  static Media media(Exchange exchange) {
    String type = exchange.header("Content-Type");
    if (type == null) {
      throw ProblemType.UNSUPPORTED_MEDIA_TYPE.exception(
          "the body has no Content-Type; known are application/yaml, application/json and"
              + " application/x-ndjson");
    }
    return Media.ofContentType(type)
        .orElseThrow(
            () ->
                ProblemType.UNSUPPORTED_MEDIA_TYPE.exception(
                    "the body is '"
                        + Query.shown(type)
                        + "'; known are application/yaml, application/json and"
                        + " application/x-ndjson"));
  }

  /** The digest of a bundle that the farm has. */
  static @Nullable String files(Blobs blobs, Project project, @Nullable String digest)
      throws IOException {
    if (digest == null) {
      return null;
    }
    String fault = Digest.fault(digest);
    if (fault != null) {
      throw Query.wrong("query:files", fault);
    }
    if (!blobs.has(BlobId.files(project.id(), new Digest(digest)))) {
      throw ProblemType.NO_SUCH_FILES.exception(
          "project %s has no files %s".formatted(project.name(), digest));
    }
    return digest;
  }

  static Map<String, String> parameters(List<String> pairs) {
    if (pairs.size() > Limits.PARAMETERS_MAX) {
      throw ProblemType.OVER_LIMIT.exception(
          Limits.exceeded("the query sets", pairs.size(), "parameters", Limits.PARAMETERS_MAX));
    }
    Map<String, String> set = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw Query.wrong("query:set", "must be name=value, was '" + Query.shown(pair) + "'");
      }
      String fault = Name.textFault(pair, Limits.KEY_BYTES_MAX + Limits.VALUE_BYTES_MAX);
      if (fault != null) {
        throw Query.wrong("query:set", fault);
      }
      if (set.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
        throw Query.wrong("query:set", "sets '" + pair.substring(0, equals) + "' twice");
      }
    }
    return set;
  }

  private void list(Exchange exchange) {
    Project project = places.project(exchange);
    Query query = exchange.query().allow("state", "name", "template", "limit", "after");
    List<GraphState> states =
        query.list("state").stream().map(GraphCalls::state).distinct().toList();
    String name = query.one("name");
    int limit = query.limit();
    List<GraphRow> rows =
        queries
            .graphs()
            .page(
                project.id(),
                new GraphQueries.Filter(
                    states, name == null ? null : glob("query:name", name), query.one("template")),
                Cursor.readNumber(LIST, query.one("after"), Long.MAX_VALUE),
                limit + 1);
    List<GraphView> items = rows.stream().limit(limit).map(views::view).toList();
    exchange.json(
        200,
        new Page<>(
            items,
            rows.size() > limit ? Cursor.of(LIST, Long.toString(items.getLast().graph())) : null));
  }

  private static GraphState state(String text) {
    try {
      return GraphState.of(text);
    } catch (IllegalArgumentException e) {
      throw Query.wrong("query:state", String.valueOf(e.getMessage()));
    }
  }

  static KeyGlob glob(String where, String pattern) {
    String fault = Name.textFault(pattern, Limits.TEXT_BYTES_MAX);
    if (fault != null) {
      throw Query.wrong(where, fault);
    }
    return KeyGlob.of(pattern);
  }

  private void show(Exchange exchange) {
    exchange.query().allow();
    GraphRow row = places.graph(exchange);
    String etag = GraphViews.etag(row);
    exchange.set("ETag", etag).set("Cache-Control", "no-cache");
    String known = exchange.header("If-None-Match");
    if (known != null
        && (known.strip().equals("*") || List.of(known.split("\\s*,\\s*")).contains(etag))) {
      exchange.empty(304);
      return;
    }
    exchange.json(200, views.view(row));
  }

  private void file(Exchange exchange) {
    exchange.query().allow();
    GraphRow row = places.graph(exchange);
    GraphQueries.Source source = queries.graphs().source(row.graph());
    if (source == null) {
      throw ProblemType.GONE.exception(
          "what graph %d was made from was removed".formatted(row.graph()));
    }
    exchange.set("Content-Security-Policy", ArtifactCalls.SANDBOX);
    exchange.send(200, source.media(), source.body().getBytes(StandardCharsets.UTF_8));
  }

  private void events(Exchange exchange) {
    Query query = exchange.query().allow("after", "limit");
    GraphRow row = places.graph(exchange);
    long after = query.number("after", 0, (1L << 53) - 1, 0);
    int limit = query.limit();
    List<EventRow> rows = queries.events().page(row.graph(), after, limit);
    List<EventView> items = rows.stream().map(GraphViews::event).toList();
    // Not the number of rows: a page also ends at its limit of jobs.
    boolean more = !items.isEmpty() && items.getLast().seq() < row.seq();
    exchange.json(200, new Page<>(items, more ? Long.toString(items.getLast().seq()) : null));
  }
}
