package croft.protocol.wire;

import com.fasterxml.jackson.annotation.JsonValue;

/** What ends sampling early. */
public enum SampleUntil {
  /** A sample that fails: they run one after the other. */
  FAILURE;

  @JsonValue
  public String text() {
    return WireText.of(this);
  }
}
