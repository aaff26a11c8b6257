package croft.server.view;

import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.wire.JobState;
import croft.protocol.wire.ParameterView;
import croft.protocol.wire.SeriesView;
import croft.protocol.wire.Subject;
import croft.protocol.wire.TemplateView;
import croft.store.query.TemplateQueries.SeriesRow;
import croft.store.query.TemplateRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;

/** Templates and their series as the API shows them. */
public final class TemplateViews {
  private TemplateViews() {}

  public static TemplateView view(TemplateRow row) {
    String files = row.files();
    return new TemplateView(
        row.name(),
        row.version(),
        row.description(),
        row.jobs(),
        Json.responses()
            .readValue(row.parametersJson(), new TypeReference<List<ParameterView>>() {}),
        files == null ? null : new Digest(files),
        row.author(),
        row.createdAt());
  }

  /**
   * The series of the keys in these rows, in their order.
   *
   * @param results how many of each at most
   */
  public static List<SeriesView> series(List<SeriesRow> rows, int results) {
    Map<String, List<SeriesView.Result>> byKey = new LinkedHashMap<>();
    for (SeriesRow row : rows) {
      List<SeriesView.Result> of = byKey.computeIfAbsent(row.key(), _ -> new ArrayList<>());
      if (of.size() < results) {
        of.add(result(row));
      }
    }
    return byKey.entrySet().stream()
        .map(entry -> new SeriesView(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** What became of a job in one graph. */
  public static SeriesView.Result result(SeriesRow row) {
    Instant claimedAt = row.claimedAt();
    Instant endedAt = row.endedAt();
    String subject = row.subjectJson();
    return new SeriesView.Result(
        row.graph(),
        row.attempt(),
        JobState.parse(row.state().text()),
        row.exitCode(),
        endedAt,
        claimedAt == null || endedAt == null
            ? null
            : Duration.between(claimedAt, endedAt).toMillis(),
        subject == null ? null : Json.readResponse(subject, Subject.class));
  }
}
