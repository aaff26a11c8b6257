package croft.protocol.graphfile;

/** What values a parameter can have. All reach a script as text. */
public enum ParameterType {
  /** Any text. */
  STRING("string"),
  /** A decimal number, with or without a fraction. */
  NUMBER("number"),
  /** One of {@link Parameter#choices()}. */
  CHOICE("choice"),
  /** {@code true} or {@code false}. */
  BOOLEAN("boolean"),
  /** Texts with commas between them; each one of {@link Parameter#choices()}, if there are any. */
  LIST("list");

  private final String text;

  ParameterType(String text) {
    this.text = text;
  }

  /** The word in the graph file and in JSON. */
  public String text() {
    return text;
  }
}
