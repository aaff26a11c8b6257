package croft.cli.view;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.json.RawJson;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.Definition;
import croft.protocol.wire.DependencyView;
import croft.protocol.wire.FailureRate;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All about one job. */
public final class JobPage {
  /** Dependencies and dependents that are listed; JSON has them all. */
  private static final int EDGES_MAX = 20;

  private static final int SCRIPT_LINES_MAX = 12;

  private JobPage() {}

  /** The lines of the page. */
  public static List<String> lines(JobDetail job, Instant now, Terminal terminal) {
    JobView view = job.view();
    List<String> lines = new ArrayList<>();
    Cell state = States.cell(view);
    lines.add(
        terminal.paint(Tone.STRONG, Shown.line(view.key()))
            + "  job "
            + view.job()
            + "  "
            + terminal.paint(state.tone(), state.text()));
    lines.add("  " + Shown.line(job.why()));
    String title = view.face().title();
    if (title != null && !title.equals(view.key())) {
      lines.add("  " + terminal.paint(Tone.QUIET, Shown.line(title)));
    }
    if (view.tests() != null) {
      lines.add("  " + JobTable.tests(view.tests(), ", "));
    }
    definition(job.body(), terminal, lines);
    dependencies(job, terminal, lines);
    attempts(job.attempts(), now, terminal, lines);
    FailureRate samples = job.samples();
    if (samples != null) {
      lines.add("");
      lines.add("samples  " + RateText.of(samples));
    }
    if (!job.decisions().isEmpty()) {
      lines.add("");
      lines.addAll(DecisionTable.history(job.decisions(), now, terminal));
    }
    return lines;
  }

  private static void definition(RawJson body, Terminal terminal, List<String> lines) {
    Definition definition = body.as(Definition.class);
    List<String> script = definition.script().stripTrailing().lines().toList();
    if (script.isEmpty()) {
      // It takes no worker: the decisions below say what it does.
      return;
    }
    lines.add("");
    lines.add(terminal.paint(Tone.QUIET, "script"));
    for (String line : script.subList(0, Math.min(SCRIPT_LINES_MAX, script.size()))) {
      lines.add("  " + Shown.line(line));
    }
    if (script.size() > SCRIPT_LINES_MAX) {
      lines.add("  … " + (script.size() - SCRIPT_LINES_MAX) + " more lines");
    }
    definition
        .env()
        .forEach((name, value) -> lines.add("  " + Shown.line(name) + "=" + Shown.line(value)));
    if (!definition.labels().isEmpty()) {
      lines.add("  wants " + Shown.line(String.join(", ", definition.labels())));
    }
  }

  private static void dependencies(JobDetail job, Terminal terminal, List<String> lines) {
    if (job.dependencyCount() > 0) {
      lines.add("");
      lines.add(terminal.paint(Tone.QUIET, "waits for"));
      for (DependencyView edge : firstOf(job.dependencies())) {
        Cell state = States.cell(edge.state());
        lines.add(
            "  %s  %s  %s"
                .formatted(
                    terminal.paint(state.tone(), state.text()),
                    Shown.line(edge.key())
                        + (edge.graph() == null ? "" : " of graph " + edge.graph()),
                    terminal.paint(Tone.QUIET, asked(edge)))
                .stripTrailing());
      }
      more(job.dependencyCount(), lines);
    }
    if (job.dependentCount() > 0) {
      lines.add("");
      lines.add(terminal.paint(Tone.QUIET, "followed by"));
      firstOf(job.dependents()).forEach(key -> lines.add("  " + Shown.line(key)));
      more(job.dependentCount(), lines);
    }
  }

  private static <T> List<T> firstOf(List<T> items) {
    return items.subList(0, Math.min(EDGES_MAX, items.size()));
  }

  private static void more(int count, List<String> lines) {
    if (count > EDGES_MAX) {
      lines.add("  and " + Sizes.count(count - EDGES_MAX) + " more");
    }
  }

  private static String asked(DependencyView edge) {
    String kind =
        switch (edge.kind()) {
          case NEEDS ->
              switch (edge.condition()) {
                case SUCCEEDED -> "";
                case FAILED -> "must fail";
                case RAN -> "must run";
                case FINISHED -> "must be over";
              };
          case AFTER -> "must be over, however";
          case BARRIER -> "before all others";
        };
    return edge.join() == null ? kind : (kind + " one of a set").strip();
  }

  private static void attempts(
      List<AttemptView> attempts, Instant now, Terminal terminal, List<String> lines) {
    if (attempts.isEmpty()) {
      return;
    }
    Table table =
        new Table()
            .column("attempt", Fit.NUMBER)
            .column("outcome", Fit.WHOLE)
            .column("took", Fit.NUMBER)
            .column("CPU", Fit.NUMBER)
            .column("memory", Fit.NUMBER)
            .column("log", Fit.NUMBER)
            .column("files", Fit.NUMBER)
            .column("worker", Fit.END)
            .column("", Fit.END);
    for (AttemptView attempt : attempts) {
      Instant end = attempt.endedAt() == null ? now : attempt.endedAt();
      Usage usage = attempt.usage();
      table.row(
          Cell.of(String.valueOf(attempt.attempt())),
          States.cell(attempt.outcome()),
          Cell.of(Elapsed.text(Duration.between(attempt.claimedAt(), end))),
          Cell.of(usage == null ? "" : Elapsed.text(Duration.ofMillis(usage.cpuMs()))),
          Cell.of(usage == null ? "" : Sizes.bytes(usage.maxRssBytes())),
          Cell.of(Sizes.bytes(attempt.logBytes())),
          Cell.of(String.valueOf(attempt.artifacts())),
          Cell.of(Shown.line(attempt.worker())),
          Cell.of(why(attempt)));
    }
    lines.add("");
    lines.addAll(table.lines(terminal));
  }

  private static String why(AttemptView attempt) {
    String changed = Boolean.TRUE.equals(attempt.changed()) ? "changed for this attempt" : "";
    Integer code = attempt.exitCode();
    String reason =
        attempt.reason() != null
            ? Shown.line(attempt.reason())
            : code == null || code == 0 ? "" : "exit code " + code;
    return changed.isEmpty() || reason.isEmpty() ? changed + reason : changed + "; " + reason;
  }
}
