package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.json.Digest;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.Page;
import croft.server.api.Routes.Route;
import croft.server.blob.BlobId;
import croft.server.blob.Blobs;
import croft.server.view.JobViews;
import croft.store.query.ArtifactQueries;
import croft.store.query.ArtifactQueries.ArtifactRow;
import croft.store.query.GraphRow;
import croft.store.query.JobRow;
import croft.store.query.Project;
import croft.store.query.Queries;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Looking at artifacts, and the bundles of files that are sent with graphs. */
final class ArtifactCalls implements CallGroup {
  /**
   * Contents come from jobs: a browser must not run anything in them, whatever it takes them for.
   */
  static final String SANDBOX = "sandbox; default-src 'none'";

  private static final String OF_GRAPH = "artifacts";
  private static final String OF_ATTEMPT = "attempt-artifacts";

  private final Places places;
  private final ArtifactQueries artifacts;
  private final croft.store.query.JobQueries jobs;
  private final Blobs blobs;

  ArtifactCalls(Places places, Queries queries, Blobs blobs) {
    this.places = places;
    this.artifacts = queries.artifacts();
    this.jobs = queries.jobs();
    this.blobs = blobs;
  }

  @Override
  public void addTo(Routes routes) {
    String attempt = PROJECT + "/graphs/{graph}/jobs/{job}/attempts/{attempt}/artifacts";
    routes.add(new Route("GET", PROJECT + "/graphs/{graph}/artifacts", false, this::ofGraph));
    routes.add(new Route("GET", attempt, false, this::ofAttempt));
    routes.add(new Route("GET", attempt + "/{name…}", false, this::content));
    routes.add(new Route("GET", PROJECT + "/files/{digest}", false, this::files));
    routes.add(new Route("PUT", PROJECT + "/files/{digest}", false, this::putFiles));
  }

  private void ofGraph(Exchange exchange) {
    Query query = exchange.query().allow("limit", "after");
    GraphRow graph = places.graph(exchange);
    int limit = query.limit();
    String after = Cursor.read(OF_GRAPH, query.one("after"));
    int job = -1;
    int attempt = 0;
    String name = "";
    if (after != null) {
      String[] parts = after.split("/", 3);
      if (parts.length != 3) {
        throw Query.wrong("query:after", "is not a cursor of this list");
      }
      job = (int) Query.number("query:after", parts[0], 0, Integer.MAX_VALUE);
      attempt = (int) Query.number("query:after", parts[1], 0, Integer.MAX_VALUE);
      name = parts[2];
    }
    List<ArtifactRow> rows = artifacts.ofGraph(graph.graph(), job, attempt, name, limit + 1);
    List<ArtifactView> items = rows.stream().limit(limit).map(JobViews::artifact).toList();
    exchange.json(
        200,
        new Page<>(
            items,
            rows.size() > limit
                ? Cursor.of(
                    OF_GRAPH,
                    items.getLast().job()
                        + "/"
                        + items.getLast().attempt()
                        + "/"
                        + items.getLast().name())
                : null));
  }

  private void ofAttempt(Exchange exchange) {
    Query query = exchange.query().allow("limit", "after");
    GraphRow graph = places.graph(exchange);
    JobRow job = places.job(exchange, graph);
    int attempt = existing(exchange, graph, job);
    int limit = query.limit();
    String after = Cursor.read(OF_ATTEMPT, query.one("after"));
    List<ArtifactRow> rows =
        artifacts.ofAttempt(
            graph.graph(), job.job(), attempt, after == null ? "" : after, limit + 1);
    List<ArtifactView> items = rows.stream().limit(limit).map(JobViews::artifact).toList();
    exchange.json(
        200,
        new Page<>(
            items, rows.size() > limit ? Cursor.of(OF_ATTEMPT, items.getLast().name()) : null));
  }

  private int existing(Exchange exchange, GraphRow graph, JobRow job) {
    int attempt = Places.attempt(exchange);
    if (jobs.claimed(graph.graph(), job.job(), attempt) == null) {
      throw Places.noSuchAttempt(job.key(), exchange.path("attempt"));
    }
    return attempt;
  }

  private void content(Exchange exchange) throws IOException {
    exchange.query().allow();
    GraphRow graph = places.graph(exchange);
    JobRow job = places.job(exchange, graph);
    ArtifactRow row =
        artifacts.find(graph.graph(), job.job(), Places.attempt(exchange), exchange.path("name"));
    if (row == null) {
      existing(exchange, graph, job);
      throw noSuchArtifact(exchange);
    }
    send(exchange, row, blobs);
  }

  static ProblemException noSuchArtifact(Exchange exchange) {
    return ProblemType.NO_SUCH_ARTIFACT.exception(
        "the attempt has no artifact '%s'".formatted(Query.shown(exchange.path("name"))));
  }

  /** Answers with an artifact's content, or the end of it from an offset on. */
  static void send(Exchange exchange, ArtifactRow row, Blobs blobs) throws IOException {
    String hex = HexFormat.of().formatHex(row.sha256());
    String etag = "\"" + hex + "\"";
    exchange
        .set("ETag", etag)
        .set("Croft-Sha256", hex)
        .set("Cache-Control", "private, max-age=31536000, immutable")
        .set("Content-Disposition", "attachment; filename*=UTF-8''" + fileName(row.name()))
        .set("Content-Security-Policy", SANDBOX)
        .set("Accept-Ranges", "bytes");
    if (etag.equals(exchange.header("If-None-Match"))) {
      exchange.empty(304);
      return;
    }
    try (Blobs.Content content = blobs.open(BlobId.artifact(Digest.ofHex(hex)))) {
      if (content == null) {
        throw ProblemType.GONE.exception(
            "the content of '%s' was removed".formatted(Query.shown(row.name())));
      }
      long from = rangeFrom(exchange.header("Range"), content.size());
      if (from > 0) {
        exchange.set(
            "Content-Range", "bytes %d-%d/%d".formatted(from, content.size() - 1, content.size()));
      }
      try (InputStream in = content.from(from)) {
        exchange.stream(
            from > 0 ? 206 : 200,
            "application/octet-stream",
            content.size() - from,
            in::transferTo);
      }
    }
  }

  /** Where a cut download goes on; 0 for all, and for ranges of any other form. */
  private static long rangeFrom(@org.jspecify.annotations.Nullable String range, long size) {
    if (range == null || !range.matches("bytes=[0-9]{1,18}-")) {
      return 0;
    }
    long from = Long.parseLong(range.substring(6, range.length() - 1));
    return from < size ? from : 0;
  }

  private static String fileName(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return URLEncoder.encode(last, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  private BlobId filesId(Exchange exchange) {
    Project project = places.project(exchange);
    String digest = exchange.path("digest");
    String fault = Digest.fault(digest);
    if (fault != null) {
      throw Query.wrong("path:digest", fault);
    }
    return BlobId.files(project.id(), new Digest(digest));
  }

  private void files(Exchange exchange) throws IOException {
    exchange.query().allow();
    BlobId id = filesId(exchange);
    // Whoever asks is about to submit a graph that refers to it.
    boolean there = blobs.has(id);
    try (Blobs.Content content = there ? blobs.open(id) : null) {
      if (content == null) {
        throw ProblemType.NO_SUCH_FILES.exception(
            "project %s has no files %s".formatted(exchange.path("project"), id.digest()));
      }
      exchange
          .set("ETag", "\"" + id.digest().hex() + "\"")
          .set("Content-Security-Policy", SANDBOX)
          .set("Content-Disposition", "attachment; filename=files.tar.gz");
      try (InputStream in = content.from(0)) {
        exchange.stream(200, "application/gzip", content.size(), in::transferTo);
      }
    }
  }

  private void putFiles(Exchange exchange) throws IOException {
    exchange.query().allow();
    BlobId id = filesId(exchange);
    String type = exchange.header("Content-Type");
    if (!"application/gzip".equals(type)) {
      throw ProblemType.UNSUPPORTED_MEDIA_TYPE.exception(
          "the body is '%s'; this call reads application/gzip"
              .formatted(Query.shown(type == null ? "" : type)));
    }
    if (exchange.contentLength() < 0) {
      throw ProblemType.LENGTH_REQUIRED.exception("the upload has no Content-Length");
    }
    boolean known = blobs.has(id);
    Blobs.Put put =
        exchange.body(
            Limits.FILES_MAX,
            "the bundle of files",
            body ->
                blobs.put(
                    id,
                    exchange.header("Content-Encoding") == null ? exchange.contentLength() : -1,
                    body));
    switch (put) {
      case Blobs.Put.Differs(String detail) -> throw ProblemType.CONTENT_DIFFERS.exception(detail);
      case Blobs.Put.Kept _ -> exchange.empty(known ? 200 : 201);
    }
  }
}
