package croft.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import croft.core.graph.EdgeRule;
import croft.core.graph.JobGraph;
import org.junit.jupiter.api.Test;

class ListScheduleTest {
  private static final boolean[] ALL = {true, true, true, true};
  private static final boolean[] NONE = new boolean[4];

  private static JobGraph diamond() {
    JobGraph.Builder builder = new JobGraph.Builder();
    for (int job = 0; job < 4; job++) {
      builder.job();
    }
    return builder
        .edge(0, 1, EdgeRule.NEEDS_SUCCESS)
        .edge(0, 2, EdgeRule.NEEDS_SUCCESS)
        .edge(1, 3, EdgeRule.NEEDS_SUCCESS)
        .edge(2, 3, EdgeRule.NEEDS_SUCCESS)
        .build();
  }

  @Test
  void withSlotsEnoughItTakesTheCriticalPath() {
    assertThat(ListSchedule.makespan(diamond(), new long[] {10, 20, 5, 1}, ALL, NONE, 2))
        .isEqualTo(31);
  }

  @Test
  void withOneSlotItTakesAllTheWork() {
    assertThat(ListSchedule.makespan(diamond(), new long[] {10, 20, 5, 1}, ALL, NONE, 1))
        .isEqualTo(36);
  }

  @Test
  void whatIsDoneCountsNotAndWhatRunsKeepsItsSlot() {
    boolean[] left = {false, true, true, true};
    boolean[] running = {false, true, false, false};
    assertThat(ListSchedule.makespan(diamond(), new long[] {0, 7, 5, 1}, left, running, 1))
        .isEqualTo(13);
  }

  @Test
  void nothingLeftTakesNoTime() {
    assertThat(ListSchedule.makespan(diamond(), new long[4], NONE, NONE, 1)).isZero();
  }
}
