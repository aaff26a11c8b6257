package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Whether a worker is heard of: {@code lost} went silent, {@code gone} signed off. */
public enum WorkerState {
  LIVE,
  LOST,
  GONE;

  private static final Map<String, WorkerState> BY_TEXT = WireText.index(values());

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
  public static WorkerState parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
