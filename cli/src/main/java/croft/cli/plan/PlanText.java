package croft.cli.plan;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.plan.Difference;
import croft.protocol.plan.Expected;
import croft.protocol.plan.Plan;
import croft.protocol.plan.PlannedEdge;
import croft.protocol.plan.PlannedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plan as text for people. */
public final class PlanText {
  /** Of what a job waits for, so many are named. */
  private static final int NAMED_MAX = 4;

  private PlanText() {}

  /**
   * All of it.
   *
   * @param limit how many jobs, and lines of each part of the difference, are shown; 0 for all
   */
  public static List<String> lines(Plan plan, int limit, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    lines.addAll(head(plan, terminal));
    lines.add("");
    lines.addAll(jobs(plan, limit, terminal));
    if (plan.difference() != null) {
      lines.add("");
      lines.addAll(difference(plan.difference(), limit, terminal));
    }
    if (!plan.expectations().isEmpty()) {
      lines.add("");
      lines.addAll(expectations(plan.expectations(), terminal));
    }
    return lines;
  }

  private static List<String> head(Plan plan, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    lines.add(
        terminal.paint(Tone.STRONG, Shown.line(plan.name()))
            + (plan.description().isEmpty() ? "" : "  " + Shown.line(plan.description())));
    lines.add(
        "  jobs        %s%s, %s, %s"
            .formatted(
                Sizes.count(plan.jobs().size()),
                plan.inactive() == 0
                    ? ""
                    : " (%s inactive)".formatted(Sizes.count(plan.inactive())),
                plan.dependencies() == 1
                    ? "1 dependency"
                    : Sizes.count(plan.dependencies()) + " dependencies",
                Sizes.count(plan.levels(), "level")));
    plan.parameters()
        .forEach((name, value) -> lines.add("  %-11s %s".formatted(name, Shown.line(value))));
    Plan.CriticalPath path = plan.criticalPath();
    if (path.seconds() > 0) {
      lines.add(
          "  at least    %s by the estimates of %s of %s: %s"
              .formatted(
                  Elapsed.whole(path.duration()),
                  Sizes.count(path.estimated()),
                  Sizes.count(plan.jobs().size() - plan.inactive(), "job"),
                  path(path.jobs())));
    }
    return lines;
  }

  private static String path(List<String> keys) {
    if (keys.size() <= 2 * NAMED_MAX) {
      return Shown.line(String.join(" > ", keys));
    }
    return Shown.line(
        String.join(" > ", keys.subList(0, NAMED_MAX))
            + " > ... %s ... > ".formatted(Sizes.count(keys.size() - 2 * NAMED_MAX, "job"))
            + String.join(" > ", keys.subList(keys.size() - NAMED_MAX, keys.size())));
  }

  private static List<String> jobs(Plan plan, int limit, Terminal terminal) {
    Table table =
        new Table()
            .column("level", Fit.NUMBER)
            .column("job", Fit.MIDDLE)
            .column("what", Fit.WHOLE)
            .column("takes", Fit.NUMBER)
            .column("waits for", Fit.END)
            .column("note", Fit.END);
    int shown = limit == 0 ? plan.jobs().size() : Math.min(limit, plan.jobs().size());
    int level = 0;
    for (PlannedJob job : plan.jobs().subList(0, shown)) {
      table.row(
          Cell.of(job.level() == level ? "" : Sizes.count(job.level())),
          new Cell(Shown.line(job.key()), job.active() ? Tone.STRONG : Tone.QUIET),
          Cell.of(job.kind().equals("script") ? Shown.line(job.pool()) : job.kind()),
          Cell.of(takes(job.estimateSeconds())),
          Cell.of(Shown.line(waitsFor(job.waitsFor()))),
          new Cell(Shown.line(note(job)), job.active() ? Tone.PLAIN : Tone.WARNING));
      level = job.level();
    }
    List<String> lines = new ArrayList<>(table.lines(terminal));
    if (shown < plan.jobs().size()) {
      lines.add(
          "and "
              + Sizes.count(plan.jobs().size() - shown, "more job")
              + "; --limit 0 shows all of them");
    }
    return lines;
  }

  private static String takes(@Nullable Long seconds) {
    return seconds == null || seconds == 0 ? "" : Elapsed.whole(Duration.ofSeconds(seconds));
  }

  private static String waitsFor(List<PlannedEdge> edges) {
    var text = new StringBuilder();
    for (int i = 0; i < Math.min(NAMED_MAX, edges.size()); i++) {
      text.append(i == 0 ? "" : ", ").append(edges.get(i).text());
    }
    return edges.size() > NAMED_MAX
        ? text + " and %s more".formatted(Sizes.count(edges.size() - NAMED_MAX))
        : text.toString();
  }

  private static String note(PlannedJob job) {
    List<String> notes = new ArrayList<>();
    if (job.inactiveBecause() != null) {
      notes.add("inactive: " + job.inactiveBecause());
    }
    if (job.barrier()) {
      notes.add("before all others");
    }
    if (job.finalizer()) {
      notes.add("at the end");
    }
    if (job.allowFailure()) {
      notes.add("may fail");
    }
    return String.join("; ", notes);
  }

  /** What differs, in the signs of a patch. */
  static List<String> difference(Difference difference, int limit, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    if (difference.isEmpty()) {
      lines.add("no difference");
      return lines;
    }
    lines.add(
        "difference: %s added, %s removed, %s changed; %s added, %s removed"
            .formatted(
                Sizes.count(difference.added().size(), "job"),
                Sizes.count(difference.removed().size()),
                Sizes.count(difference.changed().size()),
                Sizes.count(difference.edgesAdded().size()) + " dependencies",
                Sizes.count(difference.edgesRemoved().size())));
    List<String> part = new ArrayList<>();
    for (Difference.Field field : difference.graph()) {
      part.add(field(field, "  ", terminal));
    }
    cut(part, limit, lines);
    for (String key : difference.added()) {
      part.add(terminal.paint(Tone.GOOD, "+ " + Shown.line(key)));
    }
    cut(part, limit, lines);
    for (String key : difference.removed()) {
      part.add(terminal.paint(Tone.BAD, "- " + Shown.line(key)));
    }
    cut(part, limit, lines);
    for (Difference.Changed changed : difference.changed()) {
      part.add(terminal.paint(Tone.WARNING, "~ " + Shown.line(changed.key())));
      for (Difference.Field field : changed.fields()) {
        part.add(field(field, "    ", terminal));
      }
    }
    cut(part, limit, lines);
    for (Difference.Edge edge : difference.edgesAdded()) {
      part.add(terminal.paint(Tone.GOOD, "+ " + edge(edge)));
    }
    cut(part, limit, lines);
    for (Difference.Edge edge : difference.edgesRemoved()) {
      part.add(terminal.paint(Tone.BAD, "- " + edge(edge)));
    }
    cut(part, limit, lines);
    return lines;
  }

  private static void cut(List<String> part, int limit, List<String> lines) {
    int shown = limit == 0 ? part.size() : Math.min(limit, part.size());
    lines.addAll(part.subList(0, shown));
    if (shown < part.size()) {
      lines.add("  and " + Sizes.count(part.size() - shown, "more line"));
    }
    part.clear();
  }

  private static String edge(Difference.Edge edge) {
    return Shown.line(edge.job() + " waits for " + edge.waitsFor().text());
  }

  private static String field(Difference.Field field, String indent, Terminal terminal) {
    return indent
        + Shown.line(field.field())
        + ": "
        + terminal.paint(Tone.QUIET, Shown.orDash(field.before()))
        + " -> "
        + Shown.orDash(field.after());
  }

  private static List<String> expectations(List<Expected> expectations, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    for (Expected expected : expectations) {
      String what = Shown.line(expected.message().isEmpty() ? expected.that() : expected.message());
      switch (expected.verdict()) {
        case MET -> lines.add(terminal.paint(Tone.GOOD, "met     ") + what);
        case FAILED -> {
          lines.add(terminal.paint(Tone.BAD, "FAILED  ") + what);
          lines.add("        at " + expected.place() + ": " + Shown.line(expected.that()));
          for (String offending : expected.offending()) {
            lines.add("        " + Shown.line(offending));
          }
        }
        case FAULTY -> {
          lines.add(terminal.paint(Tone.BAD, "FAULTY  ") + Shown.line(expected.that()));
          lines.add("        at " + expected.place() + ": " + Shown.orDash(expected.fault()));
        }
      }
    }
    return lines;
  }
}
