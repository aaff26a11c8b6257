package croft.cli.command;

import croft.cli.settings.Fault;
import croft.cli.settings.Setting;
import croft.cli.settings.Settings;
import croft.cli.settings.Surroundings;
import croft.cli.terminal.Terminal;
import croft.cli.terminal.TerminalSize;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a verb works with: surroundings, settings, terminal; each made when it is first asked for.
 */
public final class Shell {
  private final Surroundings around;
  private final GlobalOptions options;
  private @Nullable Settings settings;
  private @Nullable Terminal terminal;
  private @Nullable Farm farm;

  public Shell(Surroundings around, GlobalOptions options) {
    this.around = around;
    this.options = options;
  }

  /** The same, as if these had been given on the command line, too. */
  public Shell with(Map<Setting, String> flags) {
    var more = new GlobalOptions();
    more.flags().putAll(options.flags());
    more.flags().putAll(flags);
    return new Shell(around, more);
  }

  public Surroundings around() {
    return around;
  }

  public Settings settings() {
    if (settings == null) {
      settings = Settings.of(around, options.flags());
    }
    return settings;
  }

  /** The farm that the settings name; connects with the first call. */
  public Farm farm() {
    if (farm == null) {
      farm = Farm.of(settings());
    }
    return farm;
  }

  /** Where to print. */
  public Terminal terminal() {
    if (terminal == null) {
      terminal =
          new Terminal(
              around.out(), around.err(), isLive(), hasColours(settings().color()), columns());
    }
    return terminal;
  }

  private boolean isLive() {
    return around.terminal() && !"dumb".equals(around.variable("TERM"));
  }

  private boolean hasColours(String color) {
    return switch (color) {
      case "always" -> true;
      case "never" -> false;
      case "auto" -> isLive() && around.variable("NO_COLOR") == null;
      default ->
          throw Fault.usage("color is '" + color + "'", "Choose one of auto, always and never.");
    };
  }

  private IntSupplier columns() {
    if (around.columns() > 0) {
      return around::columns;
    }
    return around.terminal() ? new TerminalSize(around.clock())::columns : () -> Integer.MAX_VALUE;
  }
}
