package croft.core.graph;

import java.util.Locale;

/** Where a graph stands. {@code paused} is a flag beside it: no claims; deadlines go on. */
public enum GraphState {
  /** Stored, not started: may be edited freely. */
  DRAFT,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The word used in SQL, JSON, the command line and the web app. */
  public String text() {
    return text;
  }

  /**
   * The state written as {@code text}; throws {@link IllegalArgumentException} if there is none.
   */
  public static GraphState of(String text) {
    for (GraphState state : values()) {
      if (state.text.equals(text)) {
        return state;
      }
    }
    throw new IllegalArgumentException("no graph state is called '" + text + "'");
  }

  /** No job of it is unfinished. */
  public boolean isOver() {
    return switch (this) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      case DRAFT, RUNNING -> false;
    };
  }

  /**
   * The state of a graph none of whose jobs is unfinished.
   *
   * @param failures jobs that failed and are neither allowed to nor waived
   * @param cancellations jobs that were cancelled
   */
  public static GraphState ofEnding(int failures, int cancellations) {
    if (failures > 0) {
      return FAILED;
    }
    return cancellations > 0 ? CANCELLED : SUCCEEDED;
  }
}
