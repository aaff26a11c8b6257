package croft.cli.view;

import croft.cli.terminal.Shown;
import croft.cli.terminal.Sizes;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.wire.PoolView;
import java.util.List;

/** Pools as a table. */
public final class PoolTable {
  private PoolTable() {}

  /** A line for each pool, and one for each further cause. */
  public static List<String> lines(List<PoolView> pools, Terminal terminal) {
    Table table =
        new Table()
            .column("pool", Fit.MIDDLE)
            .column("slots", Fit.NUMBER)
            .column("busy", Fit.NUMBER)
            .column("waiting", Fit.NUMBER)
            .column("because", Fit.END);
    for (PoolView pool : pools) {
      table.row(
          new Cell(Shown.line(pool.pool()), Tone.STRONG),
          Cell.of(Sizes.count(pool.slots())),
          Cell.of(Sizes.count(pool.running())),
          Cell.of(Sizes.count(pool.ready())),
          Cell.of(pool.causes().size() == 1 ? Shown.line(pool.causes().getFirst().cause()) : ""));
      if (pool.causes().size() > 1) {
        for (PoolView.Cause cause : pool.causes()) {
          table.row(
              Cell.of(""),
              Cell.of(""),
              Cell.of(""),
              Cell.of(Sizes.count(cause.jobs())),
              Cell.of(Shown.line(cause.cause())));
        }
      }
    }
    return table.lines(terminal);
  }
}
