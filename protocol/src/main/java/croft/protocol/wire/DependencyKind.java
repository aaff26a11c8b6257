package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** What a dependency asks of the other job. */
public enum DependencyKind {
  NEEDS,
  AFTER,
  BARRIER;

  private static final Map<String, DependencyKind> BY_TEXT = WireText.index(values());

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
  public static DependencyKind parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
