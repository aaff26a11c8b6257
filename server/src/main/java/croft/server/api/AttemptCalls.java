package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.Name;
import croft.protocol.json.Digest;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.LogAppended;
import croft.server.api.Routes.Route;
import croft.server.blob.BlobId;
import croft.server.blob.Blobs;
import croft.server.blob.Contents;
import croft.server.blob.LogId;
import croft.server.blob.Logs;
import croft.server.farm.Dispatch;
import croft.server.observe.Metrics;
import croft.store.query.ArtifactQueries;
import croft.store.query.ArtifactQueries.ArtifactRow;
import croft.store.query.JobQueries;
import croft.store.query.Queries;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a worker sends while an attempt runs: its log, its artifacts. */
final class AttemptCalls implements CallGroup {
  private final Dispatch dispatch;
  private final JobQueries jobs;
  private final ArtifactQueries artifacts;
  private final Blobs blobs;
  private final Logs logs;
  private final Consumer<LogId> appended;
  private final Metrics.Counter logBytes;
  private final Metrics.Counter artifactBytes;

  AttemptCalls(
      Dispatch dispatch,
      Queries queries,
      Contents contents,
      Consumer<LogId> appended,
      Metrics metrics) {
    this.dispatch = dispatch;
    this.jobs = queries.jobs();
    this.artifacts = queries.artifacts();
    this.blobs = contents.blobs();
    this.logs = contents.logs();
    this.appended = appended;
    this.logBytes = metrics.counter("croft_log_bytes_total", "Bytes of logs that were written");
    this.artifactBytes =
        metrics.counter("croft_artifact_bytes_total", "Bytes of artifacts that were uploaded");
  }

  @Override
  public void addTo(Routes routes) {
    String attempt = "/api/v1/attempts/{graph}/{job}/{attempt}";
    routes.add(new Route("POST", attempt + "/log", false, this::append));
    routes.add(new Route("PUT", attempt + "/artifacts/{name…}", false, this::upload));
    routes.add(new Route("GET", attempt + "/artifacts/{name…}", false, this::download));
  }

  private void append(Exchange exchange) throws IOException {
    long offset = exchange.query().allow("offset").number("offset", 0, Long.MAX_VALUE, -1);
    if (offset < 0) {
      throw Query.wrong("query:offset", "is missing: where the piece begins in the log");
    }
    AttemptId attempt = attempt(exchange);
    UUID nonce = nonce(exchange);
    if (!dispatch.isLive(attempt, nonce)) {
      throw stale(attempt);
    }
    byte[] octets = exchange.bytes(Limits.LOG_CHUNK_MAX, "the piece of the log");
    LogId log = new LogId(attempt.graph(), attempt.job(), attempt.attempt(), nonce);
    switch (logs.append(log, offset, octets)) {
      case Logs.Appended.Done(long size, boolean full, int added) -> {
        logBytes.add(added);
        appended.accept(log);
        exchange.json(200, new LogAppended(size, full));
      }
      case Logs.Appended.WrongOffset(long size) -> {
        Problem problem =
            ProblemType.WRONG_OFFSET.problem(
                "the log has %,d bytes, the piece begins at %,d".formatted(size, offset));
        throw new ProblemException(
            new Problem(
                problem.type(),
                problem.title(),
                problem.status(),
                problem.detail(),
                problem.next(),
                List.of(),
                null,
                size));
      }
    }
  }

  private void upload(Exchange exchange) throws IOException {
    ArtifactKind kind = kind(exchange.query().allow("kind").one("kind"));
    AttemptId attempt = attempt(exchange);
    UUID nonce = nonce(exchange);
    String name = exchange.path("name");
    String fault = Name.fileFault(name);
    if (fault != null) {
      throw Query.wrong("path:name", "'" + Query.shown(name) + "' " + fault);
    }
    Digest digest = digest(exchange);
    long size = exchange.contentLength();
    if (size < 0) {
      throw ProblemType.LENGTH_REQUIRED.exception("the upload has no Content-Length");
    }
    if (!dispatch.isLive(attempt, nonce)) {
      throw stale(attempt);
    }
    Blobs.Put put =
        exchange.body(
            Limits.ARTIFACT_MAX,
            "the artifact",
            body ->
                blobs.put(
                    BlobId.artifact(digest),
                    exchange.header("Content-Encoding") == null ? size : -1,
                    body));
    switch (put) {
      case Blobs.Put.Differs(String detail) -> throw ProblemType.CONTENT_DIFFERS.exception(detail);
      case Blobs.Put.Kept(long kept) -> {
        boolean recorded =
            artifacts.record(
                attempt.graph(),
                attempt.job(),
                attempt.attempt(),
                nonce,
                name,
                kind.text(),
                kept,
                HexFormat.of().parseHex(digest.hex()),
                Limits.ARTIFACTS_MAX);
        ArtifactRow row = artifacts.find(attempt.graph(), attempt.job(), attempt.attempt(), name);
        if (row == null) {
          throw dispatch.isLive(attempt, nonce)
              ? ProblemType.OVER_LIMIT.exception(
                  Limits.exceeded(
                      "the attempt has", Limits.ARTIFACTS_MAX, "artifacts", Limits.ARTIFACTS_MAX))
              : stale(attempt);
        }
        if (!HexFormat.of().formatHex(row.sha256()).equals(digest.hex())) {
          throw ProblemType.ARTIFACT_DIFFERS.exception(
              "the attempt has another artifact named '%s'".formatted(Query.shown(name)));
        }
        if (recorded) {
          artifactBytes.add(kept);
        }
        exchange.empty(recorded ? 201 : 200);
      }
    }
  }

  private void download(Exchange exchange) throws IOException {
    exchange.query().allow();
    AttemptId attempt = attempt(exchange);
    ArtifactRow row =
        artifacts.find(attempt.graph(), attempt.job(), attempt.attempt(), exchange.path("name"));
    if (row == null) {
      if (jobs.claimed(attempt.graph(), attempt.job(), attempt.attempt()) == null) {
        throw ProblemType.NO_SUCH_ATTEMPT.exception("there is no attempt " + attempt);
      }
      throw ArtifactCalls.noSuchArtifact(exchange);
    }
    ArtifactCalls.send(exchange, row, blobs);
  }

  private static AttemptId attempt(Exchange exchange) {
    Long graph = exchange.pathNumber("graph");
    Long job = exchange.pathNumber("job");
    int attempt = Places.attempt(exchange);
    if (graph == null || graph < 1 || job == null || job > Integer.MAX_VALUE || attempt < 1) {
      throw ProblemType.NO_SUCH_ATTEMPT.exception(
          "there is no attempt %s/%s/%s"
              .formatted(
                  Query.shown(exchange.path("graph")),
                  Query.shown(exchange.path("job")),
                  Query.shown(exchange.path("attempt"))));
    }
    return new AttemptId(graph, job.intValue(), attempt);
  }

  private static UUID nonce(Exchange exchange) {
    String nonce = exchange.header("Croft-Nonce");
    if (nonce == null) {
      throw Query.wrong("header:Croft-Nonce", "is missing: the nonce of the assignment");
    }
    try {
      return UUID.fromString(nonce);
    } catch (IllegalArgumentException _) {
      throw Query.wrong("header:Croft-Nonce", "must be a UUID, was '" + Query.shown(nonce) + "'");
    }
  }

  private static Digest digest(Exchange exchange) {
    String sha256 = exchange.header("Croft-Sha256");
    if (sha256 == null || !Digest.isHex(sha256)) {
      throw Query.wrong(
          "header:Croft-Sha256",
          sha256 == null
              ? "is missing: the SHA-256 of the content, in hex"
              : "must be 64 lower-case hex digits, was '" + Query.shown(sha256) + "'");
    }
    return Digest.ofHex(sha256);
  }

  private static ArtifactKind kind(@Nullable String text) {
    if (text == null) {
      throw Query.wrong("query:kind", "is missing: output, artifact or report");
    }
    try {
      return ArtifactKind.parse(text);
    } catch (IllegalArgumentException e) {
      throw Query.wrong("query:kind", String.valueOf(e.getMessage()));
    }
  }

  private static ProblemException stale(AttemptId attempt) {
    return ProblemType.STALE_ATTEMPT.exception(
        "attempt " + attempt + " is over, or its nonce is another one");
  }
}
