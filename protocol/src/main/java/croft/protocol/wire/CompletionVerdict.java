package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** What the farm made of a completion. */
public enum CompletionVerdict {
  /** Recorded now. */
  ACCEPTED,
  /** Recorded before, with the same content; nothing changed. */
  REPEATED,
  /** The attempt was lost or cancelled meanwhile, or is not yours; nothing changed. */
  STALE,
  /** The attempt already ended otherwise; nothing changed. */
  CONFLICT;

  private static final Map<String, CompletionVerdict> BY_TEXT = WireText.index(values());

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
  public static CompletionVerdict parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
