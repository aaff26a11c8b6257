package croft.server.view;

import croft.core.job.JobFlags;
import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.Face;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.ReusedFrom;
import croft.protocol.wire.TestCounts;
import croft.protocol.wire.Usage;
import croft.server.blob.LogId;
import croft.store.query.ArtifactQueries.ArtifactRow;
import croft.store.query.JobQueries.AttemptRow;
import croft.store.query.JobRow;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs, attempts and artifacts as the API shows them. */
public final class JobViews {
  private JobViews() {}

  public static JobView view(JobRow row) {
    Report report = Report.read(row.reportJson());
    return new JobView(
        row.job(),
        row.key(),
        States.of(row.state()),
        row.attempt(),
        face(row),
        row.tags(),
        new Digest(row.definition()),
        row.priority(),
        has(row, JobFlags.ALLOW_FAILURE),
        has(row, JobFlags.WAIVED),
        has(row, JobFlags.STALE),
        has(row, JobFlags.HOLD),
        has(row, JobFlags.FINALIZER),
        row.attempt() == 0 ? null : row.claimedAt(),
        row.endedAt(),
        row.exitCode(),
        row.reason(),
        report.tests(),
        report.reusedFrom());
  }

  private static boolean has(JobRow row, int flag) {
    return JobFlags.has(row.flags(), flag);
  }

  static Face face(JobRow row) {
    String json = row.faceJson();
    if (json != null) {
      return Json.readResponse(json, Face.class);
    }
    // As graph files have it for jobs that do not say: the key's parts.
    String key = row.key();
    String pool = row.pool();
    int first = key.indexOf('/');
    return new Face(
        key,
        key.substring(key.lastIndexOf('/') + 1),
        first < 0 ? "" : key.substring(0, first),
        pool == null ? "" : pool,
        1);
  }

  /** An attempt, with the size of its log. */
  public static AttemptView attempt(AttemptRow row, long logBytes) {
    Report report = Report.read(row.reportJson());
    String outcome = row.outcome();
    Instant claimedAt = row.claimedAt();
    Instant endedAt = row.endedAt();
    String digest = row.digest();
    return new AttemptView(
        row.attempt(),
        outcome == null ? null : Outcome.parse(outcome),
        row.exitCode(),
        row.reason(),
        row.worker() == null ? "" : row.worker(),
        claimedAt != null ? claimedAt : endedAt != null ? endedAt : Instant.EPOCH,
        endedAt,
        report.usage(),
        report.tests(),
        logBytes,
        row.artifacts(),
        row.revision(),
        digest == null ? null : new Digest(digest),
        row.changed() ? true : null,
        report.reusedFrom());
  }

  public static ArtifactView artifact(ArtifactRow row) {
    return new ArtifactView(
        row.job(),
        row.key(),
        row.attempt(),
        row.name(),
        ArtifactKind.parse(row.kind()),
        row.size(),
        HexFormat.of().formatHex(row.sha256()));
  }

  /**
   * The log of an attempt; of one that took another's result, that one's.
   *
   * @param reusedFrom whose result it took; null for its own
   */
  public static LogId log(
      long graph, int job, int attempt, UUID nonce, @Nullable ReusedFrom reusedFrom) {
    return reusedFrom == null
        ? new LogId(graph, job, attempt, nonce)
        : new LogId(reusedFrom.graph(), reusedFrom.job(), reusedFrom.attempt(), nonce);
  }

  /** Whose result an attempt took; null for its own. */
  public static @Nullable ReusedFrom reusedFrom(@Nullable String json) {
    return json == null ? null : Json.readResponse(json, ReusedFrom.class);
  }

  /** Whose result an attempt took; null for its own. */
  public static @Nullable ReusedFrom reusedFrom(AttemptRow row) {
    return Report.read(row.reportJson()).reusedFrom();
  }

  /** What a worker measured, as it is stored with the attempt. */
  private record Report(
      @Nullable Usage usage, @Nullable TestCounts tests, @Nullable ReusedFrom reusedFrom) {
    private static final Report NONE = new Report(null, null, null);

    static Report read(@Nullable String json) {
      return json == null ? NONE : Json.readResponse(json, Report.class);
    }
  }
}
