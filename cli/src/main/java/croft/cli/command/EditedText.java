package croft.cli.command;

import croft.cli.terminal.Shown;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.Tone;
import croft.cli.view.DifferenceText;
import croft.protocol.json.Json;
import croft.protocol.wire.Edits;
import croft.protocol.wire.GraphView;

/** What an edit changed, or would. */
final class EditedText {
  private EditedText() {}

  static void show(Edits.EditView edited, JsonOption json, Terminal terminal) {
    if (json.on()) {
      terminal.line(Json.text(edited));
      return;
    }
    GraphView view = edited.graph();
    terminal.line(
        "%s  graph %d  %s"
            .formatted(
                terminal.paint(Tone.STRONG, Shown.line(view.name())),
                view.graph(),
                edited.dryRun()
                    ? "would become revision " + (edited.revision() + 1)
                    : "revision " + edited.revision()));
    terminal.lines(DifferenceText.lines(edited.difference(), terminal));
  }
}
