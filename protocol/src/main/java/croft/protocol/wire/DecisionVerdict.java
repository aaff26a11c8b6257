package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** How a decision ended. */
public enum DecisionVerdict {
  /** Someone let it go on. */
  APPROVED,
  /** Someone did not; the job has failed. */
  REJECTED,
  /** It went on by itself: its time was over, or its latch opened. */
  CONTINUED,
  /** Its time was over; the job is skipped. */
  SKIPPED,
  /** The job did what it is for. */
  SUCCEEDED,
  /** Its time was over, or its graph did not succeed. */
  FAILED,
  /** The job is not held any more: cancelled, or something that it waits for runs again. */
  WITHDRAWN;

  private static final Map<String, DecisionVerdict> BY_TEXT = WireText.index(values());

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
  public static DecisionVerdict parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
