package croft.cli.view;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.wire.StatisticView;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statistics of jobs as a table. */
public final class StatisticTable {
  private StatisticTable() {}

  /** A line for each job and pool. */
  public static List<String> lines(List<StatisticView> statistics, Terminal terminal) {
    Table table =
        new Table()
            .column("series", Fit.MIDDLE)
            .column("job", Fit.MIDDLE)
            .column("pool", Fit.MIDDLE)
            .column("runs", Fit.NUMBER)
            .column("failed", Fit.NUMBER)
            .column("flaky", Fit.NUMBER)
            .column("p50", Fit.NUMBER)
            .column("p90", Fit.NUMBER);
    for (StatisticView row : statistics) {
      table.row(
          Cell.of(Shown.line(row.series())),
          new Cell(Shown.line(row.key()), Tone.STRONG),
          Cell.of(Shown.line(row.pool())),
          Cell.of(Sizes.count(row.ended())),
          row.failed() == 0
              ? Cell.of("")
              : new Cell(Math.max(1, Math.round(row.failureRate() * 100)) + " %", Tone.BAD),
          row.flaky() == 0 ? Cell.of("") : new Cell(Sizes.count(row.flaky()) + "×", Tone.WARNING),
          Cell.of(duration(row.p50Ms())),
          Cell.of(duration(row.p90Ms())));
    }
    return table.lines(terminal);
  }

  private static String duration(@Nullable Long ms) {
    return ms == null ? "" : Elapsed.text(Duration.ofMillis(ms));
  }
}
