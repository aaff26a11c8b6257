package croft.cli.command;

import croft.cli.settings.ExitCode;
import croft.cli.settings.Setting;
import croft.cli.settings.Settings;
import croft.cli.terminal.Shown;
import croft.cli.terminal.Table;
import croft.cli.terminal.Table.Cell;
import croft.cli.terminal.Table.Fit;
import croft.cli.terminal.Tone;
import croft.protocol.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows each setting. */
@Command(
    name = "config",
    description = {
      "Shows each setting: its value and where that comes from.",
      "A flag wins over a variable, that over the file settings.properties in ~/.croft (or"
          + " $CROFT_HOME), that over the default."
    })
public final class ConfigVerb extends Verb {
  @Mixin JsonOption json = new JsonOption();

  public ConfigVerb(Shell shell) {
    super(shell);
  }

  @Override
  protected int run() {
    if (json.on()) {
      Map<String, Object> all = new LinkedHashMap<>();
      for (Settings.Value value : shell.settings().all()) {
        all.put(value.setting().text(), Map.of("value", shown(value), "source", value.source()));
      }
      shell.terminal().line(Json.text(all));
      return ExitCode.OK.number();
    }
    Table table =
        new Table()
            .column("setting", Fit.WHOLE)
            .column("value", Fit.END)
            .column("from", Fit.END)
            .column("variable", Fit.WHOLE)
            .column("meaning", Fit.END);
    for (Settings.Value value : shell.settings().all()) {
      table.row(
          Cell.of(value.setting().text()),
          new Cell(Shown.orDash(shown(value)), Tone.STRONG),
          Cell.of(Shown.line(value.source())),
          Cell.of(value.setting().variable()),
          new Cell(value.setting().meaning(), Tone.QUIET));
    }
    shell.terminal().lines(table.lines(shell.terminal()));
    return ExitCode.OK.number();
  }

  /** A token is recognised by its beginning, and not given away on a shared screen. */
  private static String shown(Settings.Value value) {
    String text = value.text();
    if (text == null) {
      return "";
    }
    return value.setting() == Setting.TOKEN
        ? text.substring(0, Math.min(4, text.length() / 4)) + "…"
        : text;
  }
}
