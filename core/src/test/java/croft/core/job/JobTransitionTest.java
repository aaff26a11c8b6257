package croft.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobTransitionTest {
  /** From each state (row) to each state (column): whether it is legal. Staying always is. */
  private static final String MATRIX =
      """
                inactive blocked ready held skipped running succeeded failed cancelled
      inactive     x        x      x    x      x       .        .        .       .
      blocked      x        x      x    x      x       .        x        x       x
      ready        x        x      x    x      x       x        x        x       x
      held         x        x      x    x      x       .        x        x       x
      skipped      x        x      x    x      x       .        x        .       .
      running      .        x      x    x      x       x        x        x       x
      succeeded    .        x      x    x      x       .        x        .       .
      failed       .        x      x    x      x       .        .        x       .
      cancelled    x        x      x    x      x       .        .        .       x
      """;

  @Test
  void onlyTheListedChangesAreLegal() {
    StringBuilder matrix = new StringBuilder("         ");
    for (JobState to : JobState.values()) {
      matrix.append(' ').append(to.text());
    }
    for (JobState from : JobState.values()) {
      matrix.append('\n').append(from.text());
      for (JobState to : JobState.values()) {
        matrix.append(JobTransition.isLegal(from, to) ? " x" : " .");
      }
    }
    assertThat(matrix.toString().replaceAll(" +", " ").strip())
        .isEqualTo(MATRIX.replaceAll(" +", " ").strip());
  }

  @Test
  void aStateIsReadAsItIsWritten() {
    for (JobState state : JobState.values()) {
      assertThat(JobState.of(state.text())).isEqualTo(state);
      assertThat(JobState.ofCode(state.code())).isEqualTo(state);
      assertThat(state.isEnded()).isEqualTo(state.isFinal() && !state.isWaiting());
    }
  }
}
