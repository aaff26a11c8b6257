package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** What a job is that the farm does itself. */
public enum DecisionKind {
  /** People, programs or a latch decide it. */
  BREAKPOINT,
  /** Publishes an event. */
  NOTIFY,
  /** Waits for a time. */
  TIMER,
  /** Runs a graph. */
  GRAPH;

  private static final Map<String, DecisionKind> BY_TEXT = WireText.index(values());

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
  public static DecisionKind parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
