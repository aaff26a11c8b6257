package croft.protocol.graphfile;

import org.jspecify.annotations.Nullable;

/**
 * The final states of another job that satisfy a need. The four are closed under union, so that two
 * entries about the same pair of jobs merge into one.
 */
public enum Condition {
  SUCCEEDED("succeeded", 0b0001),
  FAILED("failed", 0b0010),
  /** Succeeded or failed. */
  RAN("ran", 0b0011),
  /** Succeeded, failed, cancelled or skipped. */
  FINISHED("finished", 0b1111);

  private static final Condition[] BY_BITS = new Condition[16];

  static {
    for (Condition condition : values()) {
      BY_BITS[condition.bits] = condition;
    }
  }

  private final String text;
  private final int bits;

  Condition(String text, int bits) {
    this.text = text;
    this.bits = bits;
  }

  /** The condition with this word; null if there is none. */
  public static @Nullable Condition ofText(String text) {
    for (Condition condition : values()) {
      if (condition.text.equals(text)) {
        return condition;
      }
    }
    return null;
  }

  /** The word in the graph file and in JSON. */
  public String text() {
    return text;
  }

  /** One bit a final state: 1 succeeded, 2 failed, 4 cancelled, 8 skipped. */
  public int bits() {
    return bits;
  }

  /** The condition that holds when this one or the other does. */
  public Condition or(Condition other) {
    return ofBits(bits | other.bits);
  }

  static Condition ofBits(int bits) {
    return BY_BITS[bits];
  }
}
