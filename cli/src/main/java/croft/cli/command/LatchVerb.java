package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Fault;
import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Tone;
import croft.protocol.json.Json;
import croft.protocol.wire.LatchView;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens, closes and lists latches. */
@Command(
    name = "latch",
    description = "Opens or closes what breakpoints and graphs are bound to; lists latches.")
public final class LatchVerb extends Verb {
  /** What to do with it. */
  enum Turn {
    open,
    close
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Which latch, such as a branch; all are listed without one.")
  @Nullable String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "open|close",
      description = "What it is to be; it is only shown without this.")
  @Nullable Turn turn;

  @Option(
      names = {"-m", "--reason"},
      paramLabel = "TEXT",
      description = "Why; shown with what waits for it.")
  @Nullable String reason;

  @Mixin JsonOption json = new JsonOption();

  public LatchVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() throws IOException, InterruptedException {
    String wanted = name;
    List<LatchView> latches;
    if (wanted != null && turn != null) {
      latches = List.of(shell.farm().project().setLatch(wanted, turn == Turn.open, reason));
    } else {
      if (reason != null) {
        throw Fault.usage(
            "--reason says why a latch is set, and none is", "Give NAME open or NAME close.");
      }
      latches =
          shell.farm().project().latches().items().stream()
              .filter(latch -> wanted == null || latch.name().equals(wanted))
              .toList();
    }
    if (json.on()) {
      shell.terminal().line(Json.text(latches));
    } else if (latches.isEmpty()) {
      shell
          .terminal()
          .note(wanted == null ? "no latch was ever closed" : wanted + " was never closed: open");
    } else {
      shell.terminal().lines(table(latches).lines(shell.terminal()));
    }
    return ExitCode.OK.number();
  }

  private Table table(List<LatchView> latches) {
    Table table =
        new Table()
            .column("latch", Fit.MIDDLE)
            .column("state", Fit.WHOLE)
            .column("since", Fit.NUMBER)
            .column("by", Fit.END)
            .column("", Fit.END);
    for (LatchView latch : latches) {
      String why = latch.reason();
      table.row(
          new Cell(Shown.line(latch.name()), Tone.STRONG),
          new Cell(latch.open() ? "open" : "closed", latch.open() ? Tone.PLAIN : Tone.WARNING),
          Cell.of(Elapsed.ago(latch.changedAt(), shell.around().clock().instant())),
          Cell.of(Shown.line(latch.author())),
          Cell.of(why == null ? "" : Shown.line(why)));
    }
    return table;
  }
}
