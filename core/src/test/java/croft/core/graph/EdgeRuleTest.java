package croft.core.graph;

import static croft.core.job.JobState.CANCELLED;
import static croft.core.job.JobState.FAILED;
import static croft.core.job.JobState.SKIPPED;
import static croft.core.job.JobState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.core.job.JobFlags;
import croft.core.job.JobState;
import java.util.EnumSet;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class EdgeRuleTest {
  private static final Set<JobState> ALL = EnumSet.of(SUCCEEDED, FAILED, CANCELLED, SKIPPED);

  /** The value in each state: o open, s satisfied, b broken. */
  private static String row(EdgeRule rule) {
    StringJoiner row = new StringJoiner(" ");
    for (JobState state : JobState.values()) {
      String value =
          switch (rule.value(state)) {
            case OPEN -> "o";
            case SATISFIED -> "s";
            case BROKEN -> "b";
          };
      row.add(value);
    }
    return row.toString();
  }

  @Test
  void theValueDependsOnTheOtherJobsState() {
    // inactive blocked ready held skipped running succeeded failed cancelled
    assertThat(row(EdgeRule.NEEDS_SUCCESS)).isEqualTo("b o o o b o s b b");
    assertThat(row(EdgeRule.needs(Set.of(FAILED)))).isEqualTo("b o o o b o b s b");
    assertThat(row(EdgeRule.needs(Set.of(SUCCEEDED, FAILED)))).isEqualTo("b o o o b o s s b");
    assertThat(row(EdgeRule.needs(Set.of(SKIPPED, CANCELLED)))).isEqualTo("b o o o s o b b s");
    assertThat(row(EdgeRule.needs(ALL))).isEqualTo("b o o o s o s s s");
    assertThat(row(EdgeRule.AFTER)).isEqualTo("s o o o s o s s s");
    assertThat(row(EdgeRule.BARRIER)).isEqualTo("s o o o b o s b b");
  }

  @Test
  void aFailureThatIsAllowedOrWaivedIsSeenAsSuccess() {
    assertThat(JobFlags.effective(FAILED, 0)).isEqualTo(FAILED);
    assertThat(JobFlags.effective(FAILED, JobFlags.ALLOW_FAILURE)).isEqualTo(SUCCEEDED);
    assertThat(JobFlags.effective(FAILED, JobFlags.WAIVED)).isEqualTo(SUCCEEDED);
    for (JobState state : EnumSet.complementOf(EnumSet.of(FAILED))) {
      assertThat(JobFlags.effective(state, JobFlags.ALLOW_FAILURE | JobFlags.WAIVED))
          .isEqualTo(state);
    }
  }

  @Test
  void theCodeLeadsBackToTheRule() {
    for (int code = 0; code < 3 << 4; code++) {
      EdgeRule rule = EdgeRule.ofCode(code);
      assertThat(rule.code()).isEqualTo((byte) code);
      if (rule.kind() == EdgeRule.Kind.NEEDS && code != 0) {
        assertThat(EdgeRule.needs(rule.condition())).isSameAs(rule);
      }
    }
  }

  @Test
  void commonConditionsHaveAWord() {
    assertThat(EdgeRule.NEEDS_SUCCESS).hasToString("needs(succeeded)");
    assertThat(EdgeRule.needs(Set.of(SUCCEEDED, FAILED)).conditionText()).isEqualTo("ran");
    assertThat(EdgeRule.needs(ALL).conditionText()).isEqualTo("finished");
    assertThat(EdgeRule.needs(Set.of(CANCELLED, SKIPPED)).conditionText())
        .isEqualTo("cancelled+skipped");
  }

  @Test
  void aConditionIsASetOfFinalStates() {
    assertThatThrownBy(() -> EdgeRule.needs(Set.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EdgeRule.needs(Set.of(SUCCEEDED, JobState.RUNNING)))
        .hasMessageContaining("RUNNING");
  }
}
