package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** The state of a graph; {@code paused} is a flag beside it. */
public enum GraphState {
  DRAFT,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  private static final Map<String, GraphState> BY_TEXT = WireText.index(values());

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
  public static GraphState parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }

  /** Whether no job is blocked, held, ready or running; a re-run may open the graph again. */
  public boolean isOver() {
    return switch (this) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      case DRAFT, RUNNING -> false;
    };
  }
}
