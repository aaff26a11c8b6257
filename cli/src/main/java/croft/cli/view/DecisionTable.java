package croft.cli.view;

import croft.cli.terminal.Elapsed;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.protocol.wire.DecisionView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Decisions as a table. */
public final class DecisionTable {
  private DecisionTable() {}

  /** A line for each decision that is open. */
  public static List<String> lines(List<DecisionView> open, Instant now, Terminal terminal) {
    Table table =
        new Table()
            .column("graph", Fit.NUMBER)
            .column("job", Fit.MIDDLE)
            .column("since", Fit.NUMBER)
            .column("then", Fit.WHOLE)
            .column("who", Fit.END)
            .column("what", Fit.END);
    for (DecisionView decision : open) {
      table.row(
          Cell.of(String.valueOf(decision.graph())),
          new Cell(Shown.line(decision.key()), Tone.STRONG),
          Cell.of(Elapsed.ago(decision.askedAt(), now)),
          Cell.of(then(decision, now)),
          Cell.of(Shown.line(who(decision))),
          Cell.of(Shown.line(what(decision))));
    }
    return table.lines(terminal);
  }

  private static String then(DecisionView decision, Instant now) {
    return decision.dueAt() == null || decision.onTimeout() == null
        ? ""
        : decision.onTimeout() + " in " + Elapsed.whole(Duration.between(now, decision.dueAt()));
  }

  private static String who(DecisionView decision) {
    String who =
        decision.approvers().isEmpty() ? "anybody" : String.join(" ", decision.approvers());
    return decision.notAuthor() ? who + ", not the author" : who;
  }

  private static String what(DecisionView decision) {
    String message = decision.message().isEmpty() ? decision.graphName() : decision.message();
    return decision.since().isEmpty()
        ? message
        : message + " (since the last time: " + String.join("; ", decision.since()) + ")";
  }

  /** A line for each decision of a job, the oldest first. */
  public static List<String> history(List<DecisionView> decisions, Instant now, Terminal terminal) {
    Table table =
        new Table()
            .column("asked", Fit.NUMBER)
            .column("verdict", Fit.WHOLE)
            .column("by", Fit.END)
            .column("", Fit.END);
    for (DecisionView decision : decisions) {
      String comment = decision.comment();
      table.row(
          Cell.of(Elapsed.ago(decision.askedAt(), now)),
          Cell.of(decision.verdict() == null ? "open" : decision.verdict().text()),
          Cell.of(decision.author() == null ? "" : Shown.line(decision.author())),
          Cell.of(comment == null ? "" : Shown.line(comment)));
    }
    return table.lines(terminal);
  }
}
