package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/**
 * The ends of the other job that satisfy a dependency: {@code ran} is succeeded or failed, {@code
 * finished} any end.
 */
public enum Condition {
  SUCCEEDED,
  FAILED,
  RAN,
  FINISHED;

  private static final Map<String, Condition> BY_TEXT = WireText.index(values());

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
  public static Condition parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
