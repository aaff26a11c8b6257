package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** How an attempt ended, as far as the farm knows. */
public enum Outcome {
  SUCCEEDED,
  FAILED,
  TIMED_OUT,
  LOST,
  WORKER_STOPPED,
  REFUSED,
  CANCELLED,
  REUSED;

  private static final Map<String, Outcome> BY_TEXT = WireText.index(values());

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
  public static Outcome parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
