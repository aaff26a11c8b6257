package croft.cli.terminal;

/** What a piece of text means; colours follow from it and say nothing that the text does not. */
public enum Tone {
  PLAIN(""),
  STRONG("1"),
  QUIET("2"),
  GOOD("32"),
  BAD("1;31"),
  WARNING("33"),
  ACTIVE("36");

  private final String codes;

  Tone(String codes) {
    this.codes = codes;
  }

  /** The text with the escape sequences of this tone around it. */
  String paint(String text) {
    return this == PLAIN || text.isEmpty() ? text : "\u001b[" + codes + "m" + text + "\u001b[0m";
  }
}
