package croft.cli.command;

import croft.cli.settings.Setting;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every verb takes, before or after it. */
public final class GlobalOptions {
  private final Map<Setting, String> flags = new EnumMap<>(Setting.class);
  private boolean debug;

  @Option(
      names = "--url",
      paramLabel = "URL",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      order = 90,
      description = "Where the farm is (default: the one that runs here).")
  void url(@Nullable String url) {
    set(Setting.URL, url);
  }

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      order = 91,
      description = "Who asks. Better in CROFT_TOKEN: other users see a command line.")
  void token(@Nullable String token) {
    set(Setting.TOKEN, token);
  }

  @Option(
      names = "--project",
      paramLabel = "NAME",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      order = 92,
      description = "Whose graphs are meant (default: the project named default).")
  void project(@Nullable String project) {
    set(Setting.PROJECT, project);
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      order = 93,
      description =
          "Folder of a farm of your own: its data, address and token (default: ~/.croft).")
  void data(@Nullable String data) {
    set(Setting.DATA, data);
  }

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      order = 94,
      description = "auto, always or never. NO_COLOR is heeded.")
  void color(@Nullable String color) {
    set(Setting.COLOR, color);
  }

  @Option(
      names = "--debug",
      scope = picocli.CommandLine.ScopeType.INHERIT,
      order = 95,
      description = "Show where in the program an error came up.")
  void debug(boolean on) {
    debug |= on;
  }

  private void set(Setting setting, @Nullable String value) {
    // picocli sets the defaults of inherited options on each level: they must not undo a value.
    if (value != null) {
      flags.put(setting, value);
    }
  }

  /** What was given. */
  public Map<Setting, String> flags() {
    return flags;
  }

  public boolean debug() {
    return debug;
  }
}
