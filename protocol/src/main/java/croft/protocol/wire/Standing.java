package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/**
 * Whether a worker is given work: {@code draining} and {@code quarantined} are given none, the
 * first because it is to be free, the second because it is not trusted.
 */
public enum Standing {
  ACTIVE,
  DRAINING,
  QUARANTINED;

  private static final Map<String, Standing> BY_TEXT = WireText.index(values());

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
  public static Standing parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
