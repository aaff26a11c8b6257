package croft.cli.view;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.WorkerView;
import java.time.Instant;
import java.util.List;

/** Workers as a table. */
public final class WorkerTable {
  private WorkerTable() {}

  /** A line for each worker. */
  public static List<String> lines(List<WorkerView> workers, Instant now, Terminal terminal) {
    Table table =
        new Table()
            .column("worker", Fit.MIDDLE)
            .column("pool", Fit.MIDDLE)
            .column("state", Fit.WHOLE)
            .column("busy", Fit.NUMBER)
            .column("slots", Fit.NUMBER)
            .column("heard of", Fit.NUMBER)
            .column("isolation", Fit.WHOLE)
            .column("version", Fit.END)
            .column("labels", Fit.END);
    for (WorkerView worker : workers) {
      table.row(
          new Cell(Shown.line(worker.name()), Tone.STRONG),
          Cell.of(Shown.line(worker.pool())),
          States.cell(worker),
          Cell.of(String.valueOf(worker.running())),
          Cell.of(String.valueOf(worker.slots())),
          Cell.of(Elapsed.ago(worker.heartbeatAt(), now)),
          new Cell(
              worker.isolation().text(),
              worker.isolation() == Isolation.NONE ? Tone.WARNING : Tone.PLAIN),
          Cell.of(Shown.line(worker.version())),
          Cell.of(Shown.line(String.join(" ", worker.labels()))));
    }
    return table.lines(terminal);
  }
}
