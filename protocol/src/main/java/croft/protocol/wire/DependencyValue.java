package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** What a dependency is worth now. */
public enum DependencyValue {
  OPEN,
  SATISFIED,
  BROKEN;

  private static final Map<String, DependencyValue> BY_TEXT = WireText.index(values());

  private final String text = WireText.of(this);

  /** As it is written in JSON and SQL. */
  @JsonValue
  public String text() {
    return text;
  }

  /**
   * Reads the JSON form.
   *
   * @throws IllegalArgumentException naming what is known
   */
  public static DependencyValue parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
