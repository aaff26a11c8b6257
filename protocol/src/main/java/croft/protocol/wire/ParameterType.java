package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** What values a template's parameter can have; all are written as text. */
public enum ParameterType {
  STRING,
  NUMBER,
  CHOICE,
  BOOLEAN,
  LIST;

  private static final Map<String, ParameterType> BY_TEXT = WireText.index(values());

  private final String text = WireText.of(this);

  /** As it is written in JSON. */
  @JsonValue
  public String text() {
    return text;
  }

  /**
   * Reads the JSON form.
   *
   * @throws IllegalArgumentException naming what is known
   */
  public static ParameterType parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
