package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/** Why a file was kept: for the jobs that follow, for people, or to be counted. */
public enum ArtifactKind {
  OUTPUT,
  ARTIFACT,
  REPORT;

  private static final Map<String, ArtifactKind> BY_TEXT = WireText.index(values());

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
  public static ArtifactKind parse(String text) {
    return WireText.parse(BY_TEXT, text);
  }
}
