package croft.cli.watch;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.cli.view.JobTable;
import croft.cli.view.States;
import croft.protocol.client.LogPiece;
import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is said when a graph is over: outcome, counts, failures with the end of their logs, next.
 */
public final class Summary {
  /** Failures that are shown with their logs; the first ones tell the most. */
  private static final int FAILURES_MAX = 5;

  private static final int LOG_LINES = 10;
  private static final int LOG_BYTES = 8 * 1024;
  private static final int LOG_LINE_MAX = 200;
  private static final int ARTIFACTS_MAX = 5;
  private static final int INACTIVE_MAX = 10;

  private final ProjectClient farm;
  private final GraphView graph;
  private final Terminal terminal;
  private final List<String> lines = new ArrayList<>();

  private Summary(ProjectClient farm, GraphView graph, Terminal terminal) {
    this.farm = farm;
    this.graph = graph;
    this.terminal = terminal;
  }

  /**
   * Reads what is needed and says it.
   *
   * @param graph that is over
   */
  public static List<String> of(ProjectClient farm, GraphView graph, Terminal terminal)
      throws IOException, InterruptedException {
    var summary = new Summary(farm, graph, terminal);
    summary.head();
    summary.failures();
    summary.inactive();
    summary.artifacts();
    summary.next();
    return summary.lines;
  }

  private void head() {
    GraphState state = graph.state();
    Instant end = graph.endedAt();
    String time =
        end == null ? "" : " after " + Elapsed.text(Duration.between(graph.createdAt(), end));
    lines.add(
        terminal.paint(States.tone(state), States.symbol(state) + " " + state.text())
            + time
            + "  "
            + terminal.paint(Tone.STRONG, Shown.line(graph.name()))
            + "  graph "
            + graph.graph());
    lines.add("  " + Sizes.count(graph.jobs(), "job") + ": " + States.counts(graph));
  }

  private void failures() throws IOException, InterruptedException {
    int count = graph.count(JobState.FAILED);
    if (count == 0) {
      return;
    }
    List<JobView> failed =
        farm.jobs(graph.graph(), Set.of(JobState.FAILED), null, Paging.first(FAILURES_MAX)).items();
    for (JobView job : failed) {
      failure(job);
    }
    if (count > failed.size()) {
      lines.add("");
      lines.add(
          "  and %s more failed: croft show %d --state failed"
              .formatted(Sizes.count(count - failed.size()), graph.graph()));
    }
  }

  private void failure(JobView job) throws IOException, InterruptedException {
    String took = "";
    if (job.claimedAt() != null && job.endedAt() != null) {
      took = " after " + Elapsed.text(Duration.between(job.claimedAt(), job.endedAt()));
    }
    String allowed = job.waived() ? " (waived)" : job.allowFailure() ? " (allowed)" : "";
    lines.add("");
    lines.add(
        "  "
            + terminal.paint(Tone.BAD, States.symbol(JobState.FAILED) + " " + Shown.line(job.key()))
            + "  "
            + JobTable.why(job)
            + took
            + allowed
            + (job.attempt() > 1 ? ", attempt " + job.attempt() : ""));
    if (job.tests() != null) {
      lines.add("    " + JobTable.tests(job.tests(), ", "));
    }
    for (String line : logEnd(job)) {
      lines.add("    " + terminal.paint(Tone.QUIET, "│ ") + line);
    }
    if (job.attempt() > 0) {
      lines.add("    whole log: croft logs %d %s".formatted(graph.graph(), Shown.line(job.key())));
    }
  }

  private List<String> logEnd(JobView job) throws IOException, InterruptedException {
    if (job.attempt() == 0) {
      return List.of();
    }
    try {
      String number = String.valueOf(job.job());
      JobDetail detail = farm.job(graph.graph(), number);
      long size =
          detail.attempts().stream()
              .filter(attempt -> attempt.attempt() == job.attempt())
              .mapToLong(AttemptView::logBytes)
              .findFirst()
              .orElse(0);
      LogPiece piece =
          farm.log(graph.graph(), number, job.attempt(), Math.max(0, size - LOG_BYTES), LOG_BYTES);
      return lastLines(piece.text(), piece.offset() > 0);
    } catch (ProblemException e) {
      // Expired, or never written: the failure itself is said above.
      return List.of();
    }
  }

  static List<String> lastLines(String text, boolean cut) {
    List<String> all = Shown.lines(text, false).stripTrailing().lines().toList();
    List<String> whole = cut && all.size() > 1 ? all.subList(1, all.size()) : all;
    return whole.subList(Math.max(0, whole.size() - LOG_LINES), whole.size()).stream()
        .map(line -> line.length() > LOG_LINE_MAX ? line.substring(0, LOG_LINE_MAX) + "…" : line)
        .toList();
  }

  private void inactive() throws IOException, InterruptedException {
    int count = graph.count(JobState.INACTIVE);
    if (count == 0) {
      return;
    }
    List<String> keys =
        farm
            .jobs(graph.graph(), Set.of(JobState.INACTIVE), null, Paging.first(INACTIVE_MAX))
            .items()
            .stream()
            .map(job -> Shown.line(job.key()))
            .toList();
    lines.add(
        "  not asked to run (inactive): "
            + String.join(", ", keys)
            + (count > keys.size() ? " and " + Sizes.count(count - keys.size()) + " more" : ""));
  }

  private void artifacts() throws IOException, InterruptedException {
    List<ArtifactView> kept =
        farm.artifacts(graph.graph(), Paging.FIRST).items().stream()
            .filter(artifact -> artifact.kind() == ArtifactKind.ARTIFACT)
            .limit(ARTIFACTS_MAX)
            .toList();
    if (kept.isEmpty()) {
      return;
    }
    lines.add("");
    for (ArtifactView artifact : kept) {
      lines.add(
          "  %s  %s  croft artifacts %d %s --get %s"
              .formatted(
                  Shown.line(artifact.name()),
                  Sizes.bytes(artifact.size()),
                  graph.graph(),
                  Shown.line(artifact.key()),
                  Shown.line(artifact.name())));
    }
  }

  private void next() {
    String rerun =
        switch (graph.state()) {
          case FAILED -> "croft rerun " + graph.graph() + " --failed runs what failed again";
          case CANCELLED -> "croft show " + graph.graph() + " lists the jobs";
          case SUCCEEDED, RUNNING, DRAFT -> "";
        };
    if (!rerun.isEmpty()) {
      lines.add("");
      lines.add("next: " + rerun);
    }
  }
}
