package croft.cli.watch;

import croft.cli.terminal.Cells;
import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.cli.view.States;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A graph's progress in a few lines that are drawn over each other: what it is, how far it is, what
 * runs now.
 */
final class Panel {
  /** Lines of running jobs; more would push everything else off a small terminal. */
  static final int RUNNING_MAX = 8;

  /** Jobs of the critical path that are named. */
  static final int PATH_MAX = 4;

  private static final int BAR_MAX = 60;
  private static final int NAME_MIN = 10;

  private Panel() {}

  static List<String> lines(Progress progress, Instant now, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    lines.add(head(progress, now, terminal));
    lines.add(bar(progress, terminal));
    lines.add(fit(States.counts(progress.graph(), terminal), progress.graph(), terminal));
    if (!progress.path().isEmpty()) {
      lines.add(terminal.paint(Tone.QUIET, Cells.cut("  " + path(progress), terminal.width() - 1)));
    }
    List<Progress.Running> running = progress.running();
    int shown = running.size() > RUNNING_MAX ? RUNNING_MAX - 1 : running.size();
    for (Progress.Running each : running.subList(0, shown)) {
      lines.add(running(progress, each, now, terminal));
    }
    if (running.size() > shown) {
      lines.add(
          terminal.paint(
              Tone.QUIET, "    and " + Sizes.count(running.size() - shown) + " more running"));
    }
    return lines;
  }

  /** What decides when it ends. */
  static String path(Progress progress) {
    int more = progress.pathLength() - progress.path().size();
    return "critical path: "
        + Shown.line(String.join(" > ", progress.path()))
        + (more > 0 ? " > " + Sizes.count(more) + " more" : "");
  }

  private static String head(Progress progress, Instant now, Terminal terminal) {
    GraphView graph = progress.graph();
    Cell state = States.cell(graph);
    String number = "  graph " + graph.graph();
    String clock = "  " + Elapsed.clock(progress.elapsed(now));
    String forecast = forecast(progress, now);
    int room = terminal.width() - 1 - Cells.width("  " + state.text() + clock);
    // Where it is narrow, what can be asked for otherwise goes first.
    if (room - number.length() - forecast.length() < NAME_MIN) {
      number = "";
    }
    if (room - number.length() - forecast.length() < NAME_MIN) {
      forecast = "";
    }
    String name = Cells.cut(Shown.line(graph.name()), room - number.length() - forecast.length());
    return terminal.paint(Tone.STRONG, name)
        + terminal.paint(Tone.QUIET, number)
        + "  "
        + terminal.paint(state.tone(), state.text())
        + clock
        + forecast;
  }

  private static String forecast(Progress progress, Instant now) {
    Duration expected = progress.expected();
    if (expected == null || progress.isOver()) {
      return "";
    }
    // One that has passed says nothing any more.
    return expected.compareTo(progress.elapsed(now)) > 0
        ? " of about " + Elapsed.clock(expected)
        : ", longer than expected";
  }

  private static String bar(Progress progress, Terminal terminal) {
    GraphView graph = progress.graph();
    int all = progress.active();
    String figures = "  %s of %s".formatted(Sizes.count(progress.done()), Sizes.count(all, "job"));
    int width = Math.min(BAR_MAX, terminal.width() - 1 - Cells.width(figures));
    int[] cells =
        shares(
            width,
            all,
            graph.count(JobState.SUCCEEDED),
            graph.count(JobState.FAILED),
            graph.count(JobState.CANCELLED) + graph.count(JobState.SKIPPED),
            graph.count(JobState.RUNNING));
    int rest = width;
    for (int cell : cells) {
      rest -= cell;
    }
    return terminal.paint(Tone.GOOD, "█".repeat(cells[0]))
        + terminal.paint(Tone.BAD, "▓".repeat(cells[1]))
        + terminal.paint(Tone.QUIET, "▒".repeat(cells[2]))
        + terminal.paint(Tone.ACTIVE, "▄".repeat(cells[3]))
        + terminal.paint(Tone.QUIET, "·".repeat(rest))
        + figures;
  }

  /**
   * Divides the bar. What exists gets a cell however small its share, so that one failure of
   * 100,000 is seen; the bar is only full when all is done.
   */
  static int[] shares(int width, int all, int... counts) {
    int[] cells = new int[counts.length];
    if (all <= 0) {
      return cells;
    }
    int used = 0;
    for (int i = 0; i < counts.length; i++) {
      cells[i] = (int) ((long) counts[i] * width / all);
      if (counts[i] > 0 && cells[i] == 0) {
        cells[i] = 1;
      }
      used += cells[i];
    }
    while (used > width) {
      int largest = 0;
      for (int i = 1; i < cells.length; i++) {
        largest = cells[i] > cells[largest] ? i : largest;
      }
      cells[largest]--;
      used--;
    }
    return cells;
  }

  private static String running(
      Progress progress, Progress.Running each, Instant now, Terminal terminal) {
    String time = Elapsed.clock(positive(Duration.between(each.since(), now)));
    String attempt = each.attempt() > 1 ? "  attempt " + each.attempt() : "";
    String key = progress.key(each.job());
    String name = key == null ? "job " + each.job() : key;
    int room = Math.max(8, terminal.width() - 14 - attempt.length());
    return "  "
        + terminal.paint(Tone.ACTIVE, States.symbol(JobState.RUNNING))
        + " %7s  ".formatted(time)
        + Cells.cutMiddle(Shown.line(name), room)
        + terminal.paint(Tone.WARNING, attempt);
  }

  /** The counts, without colours if they only fit when cut. */
  private static String fit(String coloured, GraphView graph, Terminal terminal) {
    String plain = States.counts(graph);
    int symbols = 4 * (int) graph.counts().values().stream().filter(n -> n > 0).count();
    return Cells.width(plain) + symbols < terminal.width()
        ? coloured
        : Cells.cut(plain, terminal.width() - 1);
  }

  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
