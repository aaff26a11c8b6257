package croft.cli.settings;

import java.util.Locale;

/** What can be set for the commands that talk to a farm: by flag, variable or file. */
public enum Setting {
  URL("CROFT_URL", "address of the farm"),
  TOKEN("CROFT_TOKEN", "proves who asks"),
  PROJECT("CROFT_PROJECT", "project whose graphs are meant"),
  COLOR("CROFT_COLOR", "colours: auto, always or never"),
  DATA("CROFT_DATA", "folder in which a farm of your own keeps everything");

  private final String variable;
  private final String meaning;

  Setting(String variable, String meaning) {
    this.variable = variable;
    this.meaning = meaning;
  }

  /** The name in the settings file and of the flag ({@code --url}). */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String variable() {
    return variable;
  }

  public String meaning() {
    return meaning;
  }
}
