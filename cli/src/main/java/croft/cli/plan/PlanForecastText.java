package croft.cli.plan;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.cli.view.CostText;
import croft.protocol.plan.PlannedJob;
import croft.protocol.wire.PlanForecast;
import croft.protocol.wire.PlanView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** When a planned graph would run on a farm, as text for people. */
public final class PlanForecastText {
  private PlanForecastText() {}

  /**
   * All of it, with the token.
   *
   * @param limit how many jobs are shown; 0 for all
   */
  public static List<String> lines(PlanView plan, int limit, Terminal terminal) {
    List<String> lines = new ArrayList<>();
    PlanForecast forecast = plan.forecast();
    if (forecast != null) {
      Map<Integer, String> keys = new HashMap<>();
      for (PlannedJob job : plan.plan().jobs()) {
        keys.put(job.job(), job.key());
      }
      lines.add("");
      lines.add(head(forecast));
      if (!forecast.unplaceable().isEmpty()) {
        lines.add(
            terminal.paint(Tone.WARNING, "no live worker can run: ")
                + String.join(
                    ", ", forecast.unplaceable().stream().map(job -> key(keys, job)).toList()));
      }
      if (forecast.endP50Ms() != null) {
        lines.addAll(jobs(forecast, keys, limit, terminal));
      }
    }
    if (plan.token() != null) {
      lines.add("");
      lines.add("to submit exactly this: croft submit --if-match " + plan.token());
    }
    return lines;
  }

  private static String head(PlanForecast forecast) {
    Long middle = forecast.endP50Ms();
    Long slow = forecast.endP90Ms();
    if (middle == null || slow == null) {
      return forecast.slots() == 0
          ? "on this farm no live worker can run a job of it; see croft pools"
          : "nothing is known of how long its jobs take; give them an estimate, or let them run once";
    }
    return "on this farm it takes %s, nine times of ten no more than %s%s; %s slots, %s of %s durations known"
        .formatted(
            text(middle),
            text(slow),
            CostText.of(forecast.coreHours(), forecast.cost()),
            Sizes.count(forecast.slots()),
            Sizes.count(forecast.known()),
            Sizes.count(forecast.known() + forecast.guessed()));
  }

  private static List<String> jobs(
      PlanForecast forecast, Map<Integer, String> keys, int limit, Terminal terminal) {
    Set<Integer> critical = new HashSet<>(forecast.criticalPath());
    List<Integer> order = new ArrayList<>();
    for (int at = 0; at < forecast.jobs().size(); at++) {
      order.add(at);
    }
    order.sort(
        java.util.Comparator.<Integer>comparingLong(at -> forecast.startP50Ms().get(at))
            .thenComparing(at -> forecast.jobEndP50Ms().get(at)));
    Table table =
        new Table()
            .column("starts", Fit.NUMBER)
            .column("ends", Fit.NUMBER)
            .column("or", Fit.NUMBER)
            .column("job", Fit.MIDDLE)
            .column("", Fit.END);
    int shown = 0;
    for (int at : order) {
      if (forecast.startP50Ms().get(at) < 0) {
        continue;
      }
      if (limit > 0 && shown++ == limit) {
        break;
      }
      int job = forecast.jobs().get(at);
      table.row(
          Cell.of(text(forecast.startP50Ms().get(at))),
          Cell.of(text(forecast.jobEndP50Ms().get(at))),
          Cell.of(text(forecast.jobEndP90Ms().get(at))),
          new Cell(key(keys, job), critical.contains(job) ? Tone.STRONG : Tone.PLAIN),
          Cell.of(critical.contains(job) ? "critical" : ""));
    }
    List<String> lines = new ArrayList<>(table.lines(terminal));
    int more = forecast.jobs().size() - shown;
    if (limit > 0 && more > 0 && shown > limit) {
      lines.add(
          "  ... " + Sizes.count(forecast.jobs().size() - limit) + " more; --limit 0 shows all");
    }
    return lines;
  }

  private static String key(Map<Integer, String> keys, int job) {
    return Shown.line(keys.getOrDefault(job, "job " + job));
  }

  private static String text(long ms) {
    return Elapsed.text(Duration.ofMillis(ms));
  }
}
