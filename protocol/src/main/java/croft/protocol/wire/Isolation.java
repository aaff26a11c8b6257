package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** How a worker keeps jobs apart from its host and from each other. */
public enum Isolation {
  BUBBLEWRAP,
  NONE;

  private static final Map<String, Isolation> BY_TEXT = WireText.index(values());

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
  public static Isolation parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
