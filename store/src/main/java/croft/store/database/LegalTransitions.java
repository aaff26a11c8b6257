package croft.store.database;

import static java.util.stream.Collectors.joining;

import croft.core.job.JobState;
import croft.core.job.JobTransition;
import java.util.Arrays;

/** What the guard trigger allows, written out from the one enum that lists it. */
final class LegalTransitions {
  private LegalTransitions() {}

  /** The branches of {@code case before … end}: true where the state {@code behind} may follow. */
  static String sql() {
    return Arrays.stream(JobState.values())
        .map(LegalTransitions::branch)
        .filter(branch -> !branch.isEmpty())
        .collect(joining(" "));
  }

  private static String branch(JobState from) {
    String to =
        Arrays.stream(JobState.values())
            .filter(state -> state != from && JobTransition.isLegal(from, state))
            .map(state -> "'" + state.text() + "'")
            .collect(joining(", "));
    return to.isEmpty() ? "" : "when '%s' then behind in (%s)".formatted(from.text(), to);
  }
}
