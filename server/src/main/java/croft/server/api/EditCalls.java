package croft.server.api;

import croft.protocol.json.Json;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Edits;
import croft.protocol.wire.Page;
import croft.server.api.Routes.Route;
import croft.server.farm.Edited;
import croft.server.farm.GraphEdits;
import croft.server.view.GraphViews;
import croft.store.query.GraphRow;
import croft.store.query.Queries;
import croft.store.query.RevisionQueries.RevisionRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** Editing graphs, and the history of that. */
final class EditCalls implements CallGroup {
  private static final TypeReference<List<Edits.Operation>> OPERATIONS = new TypeReference<>() {};
  private static final String LIST = "revisions";

  private final Places places;
  private final Queries queries;
  private final GraphViews views;
  private final GraphEdits edits;

  EditCalls(Places places, Queries queries, GraphViews views, GraphEdits edits) {
    this.places = places;
    this.queries = queries;
    this.views = views;
    this.edits = edits;
  }

  @Override
  public void addTo(Routes routes) {
    String graph = PROJECT + "/graphs/{graph}";
    routes.add(new Route("POST", graph + "/edits", false, this::edit));
    routes.add(new Route("GET", graph + "/revisions", false, this::list));
    routes.add(new Route("GET", graph + "/revisions/{revision}/file", false, this::file));
    routes.add(new Route("POST", graph + "/revisions/{revision}/undo", false, this::undo));
  }

  private void edit(Exchange exchange) throws IOException {
    boolean dryRun = exchange.query().allow("dryRun").flag("dryRun");
    GraphRow graph = places.graph(exchange);
    Edits.EditRequest request = exchange.json(Edits.EditRequest.class);
    answer(
        exchange,
        graph,
        edits.edit(graph.graph(), exchange.caller(), request, dryRun, ifMatch(exchange)),
        dryRun);
  }

  private void undo(Exchange exchange) throws IOException {
    exchange.query().allow();
    GraphRow graph = places.graph(exchange);
    Edits.UndoRequest request = exchange.json(Edits.UndoRequest.class);
    answer(
        exchange,
        graph,
        edits.undo(
            graph.graph(),
            exchange.caller(),
            revision(exchange, graph),
            request.reason(),
            ifMatch(exchange)),
        false);
  }

  private static final Pattern IF_MATCH = Pattern.compile("\"([0-9]{1,9})(\\.[0-9]{1,18})?\"");

  /**
   * The revision that If-Match asks for; null for any. Of a graph's ETag, which changes with every
   * job, only the revision counts.
   */
  private static @Nullable Integer ifMatch(Exchange exchange) {
    String header = exchange.header("If-Match");
    if (header == null || header.strip().equals("*")) {
      return null;
    }
    Matcher tag = IF_MATCH.matcher(header.strip());
    if (!tag.matches()) {
      throw Query.wrong(
          "header:If-Match", "must be a graph's ETag, or its revision in quotes such as \"3\"");
    }
    return Integer.valueOf(tag.group(1));
  }

  private static int revision(Exchange exchange, GraphRow graph) {
    Long revision = exchange.pathNumber("revision");
    if (revision == null || revision < 1 || revision > graph.revision()) {
      throw ProblemType.NOT_FOUND.exception(
          "graph %d has no revision %s; the newest is %d"
              .formatted(graph.graph(), Query.shown(exchange.path("revision")), graph.revision()));
    }
    return revision.intValue();
  }

  private void answer(Exchange exchange, GraphRow graph, Edited edited, boolean dryRun) {
    switch (edited) {
      case Edited.Refused(var problem) -> throw new ProblemException(problem);
      case Edited.Done(int revision, Edits.Difference difference) -> {
        GraphRow now =
            queries.graphs().findAll(List.of(graph.graph())).stream().findFirst().orElse(graph);
        exchange.set("ETag", GraphViews.etag(now));
        exchange.json(200, new Edits.EditView(views.view(now), revision, dryRun, difference));
      }
    }
  }

  private void list(Exchange exchange) {
    Query query = exchange.query().allow("limit", "after");
    GraphRow graph = places.graph(exchange);
    int limit = query.limit();
    long below = Cursor.readNumber(LIST, query.one("after"), Integer.MAX_VALUE);
    List<RevisionRow> rows =
        queries
            .revisions()
            .page(graph.graph(), (int) Math.min(below, Integer.MAX_VALUE), limit + 1);
    List<Edits.RevisionView> items = rows.stream().limit(limit).map(EditCalls::view).toList();
    exchange.json(
        200,
        new Page<>(
            items,
            rows.size() > limit
                ? Cursor.of(LIST, Integer.toString(items.getLast().revision()))
                : null));
  }

  private static Edits.RevisionView view(RevisionRow row) {
    return new Edits.RevisionView(
        row.revision(),
        row.at(),
        row.author(),
        row.reason(),
        row.irreversible(),
        Json.readResponse(row.operations(), OPERATIONS),
        Json.readResponse(row.difference(), Edits.Difference.class));
  }

  private void file(Exchange exchange) {
    exchange.query().allow();
    GraphRow graph = places.graph(exchange);
    int revision = revision(exchange, graph);
    exchange.set("Content-Security-Policy", ArtifactCalls.SANDBOX);
    exchange.send(
        200,
        "application/json",
        Json.pretty(edits.file(graph.graph(), graph.name(), revision))
            .getBytes(StandardCharsets.UTF_8));
  }
}
