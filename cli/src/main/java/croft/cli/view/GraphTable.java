package croft.cli.view;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Graphs as a table, and the head of one. */
public final class GraphTable {
  private GraphTable() {}

  /** A line for each graph. */
  public static List<String> lines(List<GraphView> graphs, Instant now, Terminal terminal) {
    Table table =
        new Table()
            .column("graph", Fit.NUMBER)
            .column("name", Fit.MIDDLE)
            .column("state", Fit.WHOLE)
            .column("done", Fit.NUMBER)
            .column("jobs", Fit.NUMBER)
            .column("failed", Fit.NUMBER)
            .column("took", Fit.NUMBER)
            .column("submitted", Fit.NUMBER)
            .column("by", Fit.END);
    for (GraphView graph : graphs) {
      int failed = graph.count(JobState.FAILED);
      table.row(
          Cell.of(String.valueOf(graph.graph())),
          new Cell(Shown.line(graph.name()), Tone.STRONG),
          States.cell(graph),
          Cell.of(Sizes.count(done(graph))),
          Cell.of(Sizes.count(graph.jobs())),
          new Cell(failed == 0 ? "" : Sizes.count(failed), Tone.BAD),
          Cell.of(graph.state() == GraphState.DRAFT ? "" : Elapsed.text(took(graph, now))),
          Cell.of(Elapsed.ago(graph.createdAt(), now)),
          Cell.of(Shown.line(graph.author())));
    }
    return table.lines(terminal);
  }

  /** What is known of one graph, before its jobs. */
  public static List<String> head(GraphView graph, Instant now, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    Cell state = States.cell(graph);
    lines.add(
        terminal.paint(Tone.STRONG, Shown.line(graph.name()))
            + "  graph "
            + graph.graph()
            + "  "
            + terminal.paint(state.tone(), state.text()));
    lines.add("  jobs        %s: %s".formatted(Sizes.count(graph.jobs()), States.counts(graph)));
    lines.add(
        "  submitted   %s by %s, %s"
            .formatted(
                graph.createdAt(),
                Shown.line(graph.author()),
                switch (graph.state()) {
                  case DRAFT -> "not started: croft start " + graph.graph();
                  case RUNNING -> "runs for " + Elapsed.text(took(graph, now));
                  case SUCCEEDED, FAILED, CANCELLED -> "took " + Elapsed.text(took(graph, now));
                }));
    if (!graph.state().isOver() && graph.expectedEndAt() != null) {
      Duration left = Duration.between(now, graph.expectedEndAt());
      lines.add(
          "  expected    " + (left.isNegative() ? "by now" : "to end in " + Elapsed.whole(left)));
    }
    if (!graph.state().isOver() && graph.deadlineAt() != null) {
      lines.add("  deadline    " + graph.deadlineAt());
    }
    if (graph.template() != null) {
      lines.add(
          "  template    %s version %d"
              .formatted(Shown.line(graph.template()), graph.templateVersion()));
    }
    if (graph.priority() != 0) {
      lines.add("  priority    " + graph.priority());
    }
    graph
        .parameters()
        .forEach((name, value) -> lines.add("  %-11s %s".formatted(name, Shown.line(value))));
    if (graph.subject() != null) {
      String about = about(graph);
      if (!about.isEmpty()) {
        lines.add("  about       " + about);
      }
    }
    return lines;
  }

  private static String about(GraphView graph) {
    var subject = graph.subject();
    if (subject == null) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    for (String part :
        new String[] {
          subject.title(),
          subject.branch(),
          subject.commit(),
          subject.author(),
          subject.repository()
        }) {
      if (part != null && !part.isEmpty()) {
        parts.add(Shown.line(part));
      }
    }
    return String.join(", ", parts);
  }

  private static int done(GraphView graph) {
    return graph.count(JobState.SUCCEEDED)
        + graph.count(JobState.FAILED)
        + graph.count(JobState.CANCELLED)
        + graph.count(JobState.SKIPPED);
  }

  static Duration took(GraphView graph, Instant now) {
    Instant end = graph.state().isOver() && graph.endedAt() != null ? graph.endedAt() : now;
    Instant start = graph.startedAt();
    return Duration.between(start == null ? graph.createdAt() : start, end);
  }
}
