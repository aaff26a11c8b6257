package croft.store.guard;

import croft.core.job.JobState;
import croft.core.job.JobTransition;
import java.util.Arrays;
import java.util.StringJoiner;

/** The state machine as the guard trigger has it: generated from {@link JobTransition}. */
public final class LegalTransitions {
  private LegalTransitions() {}

  /**
   * The branches of {@code case old.state … end}, one for each state that can be left; for the
   * migration {@code R__guard.sql}.
   */
  public static String asCaseBranches() {
    StringJoiner branches = new StringJoiner("\n");
    for (JobState from : JobState.values()) {
      StringJoiner targets = new StringJoiner(", ");
      Arrays.stream(JobState.values())
          .filter(to -> to != from && JobTransition.isLegal(from, to))
          .forEach(to -> targets.add("'" + to.text() + "'"));
      if (targets.length() > 0) {
        branches.add("when '" + from.text() + "' then new.state in (" + targets + ")");
      }
    }
    return branches.toString();
  }
}
