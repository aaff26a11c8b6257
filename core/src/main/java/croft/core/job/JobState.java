package croft.core.job;

import java.util.Locale;

/**
 * Where a job stands. <em>Waiting</em> states follow rule W ({@link croft.core.graph.RuleW}):
 * nobody sets them. The others change only by a command or by the end of an attempt.
 *
 * <p>The codes are part of the storage format of state arrays: append only, without gaps.
 */
public enum JobState {
  /** Not to be run until someone activates it. */
  INACTIVE(0),
  /** Waits for other jobs. */
  BLOCKED(1),
  /** May be claimed, after a retry's delay if it has one. */
  READY(2),
  /** Would be ready, but has a hold or is an undecided breakpoint. */
  HELD(3),
  /** Can no longer be satisfied; undone by itself when the cause is re-run. */
  SKIPPED(4),
  /** Has a live attempt. */
  RUNNING(5),
  SUCCEEDED(6),
  FAILED(7),
  CANCELLED(8);

  private static final JobState[] BY_CODE = values();
  private final int code;
  private final String text = name().toLowerCase(Locale.ROOT);

  JobState(int code) {
    this.code = code;
  }

  /** The state with this {@link #code()}. */
  public static JobState ofCode(int code) {
    return BY_CODE[code];
  }

  /**
   * The state written as {@code text}; throws {@link IllegalArgumentException} if there is none.
   */
  public static JobState of(String text) {
    for (JobState state : BY_CODE) {
      if (state.text.equals(text)) {
        return state;
      }
    }
    throw new IllegalArgumentException("no job state is called '" + text + "'");
  }

  /** A small number that stays the same across versions. */
  public int code() {
    return code;
  }

  /** The word used in SQL, JSON, the command line and the web app. */
  public String text() {
    return text;
  }

  /** Follows rule W. */
  public boolean isWaiting() {
    return switch (this) {
      case BLOCKED, READY, HELD, SKIPPED -> true;
      case INACTIVE, RUNNING, SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** Settles the edges that lead to it. */
  public boolean isFinal() {
    return switch (this) {
      case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> true;
      case INACTIVE, BLOCKED, READY, HELD, RUNNING -> false;
    };
  }

  /** Keeps its graph running. */
  public boolean isUnfinished() {
    return switch (this) {
      case BLOCKED, READY, HELD, RUNNING -> true;
      case INACTIVE, SKIPPED, SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** Ended by an attempt or a person, rather than by rule W. */
  public boolean isEnded() {
    return switch (this) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      case INACTIVE, BLOCKED, READY, HELD, RUNNING, SKIPPED -> false;
    };
  }

  /** Has, or had, an attempt: keeps its definition and its edges. */
  public boolean isStarted() {
    return switch (this) {
      case RUNNING, SUCCEEDED, FAILED -> true;
      case INACTIVE, BLOCKED, READY, HELD, SKIPPED, CANCELLED -> false;
    };
  }
}
