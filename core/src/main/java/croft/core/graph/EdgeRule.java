package croft.core.graph;

import croft.core.job.JobState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What an edge asks of the job that it leads to. Interned: there are few, and each has a one-byte
 * {@link #code()} that is part of the storage format.
 */
public final class EdgeRule {
  /** How an edge counts the other job's states. */
  public enum Kind {
    /** The other job's end must be in the condition; an inactive one never satisfies. */
    NEEDS(0, "needs"),
    /** Order only: any end, or an inactive job, satisfies. */
    AFTER(1, "after"),
    /**
     * As needs, but an inactive job satisfies: a smoketest that is switched off holds up nobody.
     */
    BARRIER(2, "barrier");

    private final int code;
    private final String text;

    Kind(int code, String text) {
      this.code = code;
      this.text = text;
    }

    /** The word used in JSON. */
    public String text() {
      return text;
    }
  }

  private static final JobState[] FINAL = {
    JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.SKIPPED
  };
  private static final EdgeRule[] BY_CODE = new EdgeRule[3 << 4];

  static {
    for (int code = 0; code < BY_CODE.length; code++) {
      BY_CODE[code] = new EdgeRule(code);
    }
  }

  /** The other job must succeed. */
  public static final EdgeRule NEEDS_SUCCESS = needs(Set.of(JobState.SUCCEEDED));

  /** The other job must be over, or inactive. */
  public static final EdgeRule AFTER = BY_CODE[Kind.AFTER.code << 4 | 0b1111];

  /** The smoketest must succeed. */
  public static final EdgeRule BARRIER = BY_CODE[Kind.BARRIER.code << 4 | 0b0001];

  private final int code;
  private final Kind kind;
  private final Set<JobState> condition;
  private final EdgeValue[] values = new EdgeValue[JobState.values().length];

  private EdgeRule(int code) {
    this.code = code;
    this.kind = Kind.values()[code >> 4];
    Set<JobState> states = EnumSet.noneOf(JobState.class);
    for (int bit = 0; bit < FINAL.length; bit++) {
      if ((code & 1 << bit) != 0) {
        states.add(FINAL[bit]);
      }
    }
    this.condition = Set.copyOf(states);
    for (JobState state : JobState.values()) {
      values[state.code()] = valueOf(kind, states, state);
    }
  }

  private static EdgeValue valueOf(Kind kind, Set<JobState> condition, JobState other) {
    if (other == JobState.INACTIVE) {
      return kind == Kind.NEEDS ? EdgeValue.BROKEN : EdgeValue.SATISFIED;
    }
    if (!other.isFinal()) {
      return EdgeValue.OPEN;
    }
    return switch (kind) {
      case NEEDS, BARRIER -> condition.contains(other) ? EdgeValue.SATISFIED : EdgeValue.BROKEN;
      case AFTER -> EdgeValue.SATISFIED;
    };
  }

  /**
   * A need with a condition.
   *
   * @param condition the final states that satisfy it; at least one
   */
  public static EdgeRule needs(Set<JobState> condition) {
    int bits = 0;
    for (int bit = 0; bit < FINAL.length; bit++) {
      bits |= condition.contains(FINAL[bit]) ? 1 << bit : 0;
    }
    if (bits == 0 || Integer.bitCount(bits) != condition.size()) {
      throw new IllegalArgumentException("a condition is a set of final states, was " + condition);
    }
    return BY_CODE[Kind.NEEDS.code << 4 | bits];
  }

  /** The rule with this {@link #code()}. */
  public static EdgeRule ofCode(int code) {
    return BY_CODE[code];
  }

  /** The number it is stored as. */
  public byte code() {
    return (byte) code;
  }

  public Kind kind() {
    return kind;
  }

  /** The final states of the other job that satisfy it; meaningless for {@link Kind#AFTER}. */
  public Set<JobState> condition() {
    return condition;
  }

  /**
   * The word for the condition: {@code succeeded}, {@code failed}, {@code ran} or {@code finished};
   * for other sets the states joined by {@code +}.
   */
  public String conditionText() {
    return switch (code & 0b1111) {
      case 0b0001 -> "succeeded";
      case 0b0010 -> "failed";
      case 0b0011 -> "ran";
      case 0b1111 -> "finished";
      default -> {
        List<String> words = new ArrayList<>();
        for (JobState state : FINAL) {
          if (condition.contains(state)) {
            words.add(state.text());
          }
        }
        yield String.join("+", words);
      }
    };
  }

  /**
   * The edge's value.
   *
   * @param other the other job's effective state ({@link croft.core.job.JobFlags#effective})
   */
  public EdgeValue value(JobState other) {
    return values[other.code()];
  }

  @Override
  public String toString() {
    return kind.text() + "(" + conditionText() + ")";
  }
}
