package croft.cli.view;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.wire.ForecastView;
import croft.protocol.wire.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When a graph is expected to be over, as text. */
public final class ForecastTable {
  private ForecastTable() {}

  /**
   * The end, the critical path, and what cannot run.
   *
   * @param path the part of the critical path that is shown
   * @param queue positions of ready ones of these in the order of claims, where known
   * @param jobs the jobs of {@code path} and of the unplaceable ones, by number
   */
  public static List<String> lines(
      ForecastView forecast,
      List<Integer> path,
      Map<Integer, JobView> jobs,
      Map<Integer, Integer> queue,
      Instant now,
      Terminal terminal) {
    List<String> lines = new ArrayList<>();
    Instant end = forecast.endP50At();
    if (forecast.jobs().isEmpty()) {
      lines.add("nothing is left to run");
      return lines;
    }
    if (end == null) {
      lines.add(
          forecast.slots() == 0
              ? "no live worker can run what is left; see croft pools"
              : "nothing is known of how long the jobs take; give them an estimate, or let them run once");
    } else {
      lines.add(
          "over in %s, nine times of ten within %s%s; %s slots, %s of %s durations known"
              .formatted(
                  in(end, now),
                  in(Objects.requireNonNull(forecast.endP90At()), now),
                  CostText.of(forecast.coreHours(), forecast.cost()),
                  Sizes.count(forecast.slots()),
                  Sizes.count(forecast.known()),
                  Sizes.count(forecast.known() + forecast.guessed())));
    }
    if (!path.isEmpty()) {
      lines.add("");
      Table table =
          new Table()
              .column("critical path", Fit.MIDDLE)
              .column("state", Fit.WHOLE)
              .column("starts in", Fit.NUMBER)
              .column("takes", Fit.NUMBER)
              .column("queue", Fit.NUMBER);
      for (int job : path) {
        int at = forecast.jobs().indexOf(job);
        JobView view = jobs.get(job);
        if (at >= 0 && view != null) {
          long start = forecast.startP50Ms().get(at);
          table.row(
              new Cell(Shown.line(view.key()), Tone.STRONG),
              States.cell(view.state()),
              Cell.of(start == 0 ? "" : text(start)),
              Cell.of(text(forecast.endP50Ms().get(at) - start)),
              Cell.of(queue.containsKey(job) ? String.valueOf(queue.get(job)) : ""));
        }
      }
      lines.addAll(table.lines(terminal));
    }
    List<String> stuck =
        forecast.unplaceable().stream().map(jobs::get).map(ForecastTable::key).toList();
    if (!stuck.isEmpty()) {
      lines.add("");
      lines.add("no live worker can run: " + String.join(", ", stuck));
    }
    return lines;
  }

  private static String key(@Nullable JobView job) {
    return job == null ? "?" : Shown.line(job.key());
  }

  private static String in(Instant end, Instant now) {
    Duration left = Duration.between(now, end);
    return Elapsed.text(left.isNegative() ? Duration.ZERO : left);
  }

  private static String text(long ms) {
    return Elapsed.text(Duration.ofMillis(ms));
  }
}
