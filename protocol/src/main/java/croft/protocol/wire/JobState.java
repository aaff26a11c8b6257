package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** The state of a job. */
public enum JobState {
  INACTIVE,
  BLOCKED,
  READY,
  HELD,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  SKIPPED;

  private static final Map<String, JobState> BY_TEXT = WireText.index(values());

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
  public static JobState parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }

  /** Whether nothing happens to the job any more unless someone asks for it. */
  public boolean isFinal() {
    return switch (this) {
      case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> true;
      case INACTIVE, BLOCKED, READY, HELD, RUNNING -> false;
    };
  }
}
