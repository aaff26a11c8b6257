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
import croft.protocol.wire.TestCounts;
import croft.protocol.wire.Usage;
import croft.store.query.ArtifactQueries.ArtifactRow;
import croft.store.query.JobQueries.AttemptRow;
import croft.store.query.JobRow;
import java.time.Instant;
import java.util.HexFormat;
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
        report.tests());
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
        row.changed() ? true : null);
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

  /** What a worker measured, as it is stored with the attempt. */
  private record Report(@Nullable Usage usage, @Nullable TestCounts tests) {
    private static final Report NONE = new Report(null, null);

    static Report read(@Nullable String json) {
      return json == null ? NONE : Json.readResponse(json, Report.class);
    }
  }
}
