package croft.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import croft.cli.Samples;
import croft.cli.terminal.Terminal;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.JobState;
import croft.protocol.wire.StreamEvent;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeLinesTest {
  private final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
  private final Terminal terminal =
      new Terminal(nowhere, nowhere, false, false, () -> Integer.MAX_VALUE);
  private final Progress progress = new Progress(Samples.graph(GraphState.RUNNING, "ready 1", 1));

  private List<String> lines(int second, JobState state, int attempt) {
    List<String> lines = new ArrayList<>();
    for (Progress.Change change :
        progress.apply(
            new StreamEvent.Jobs(
                Samples.GRAPH,
                second,
                Samples.START.plusSeconds(second),
                new int[] {1},
                List.of(state),
                new int[] {attempt}))) {
      if (ChangeLines.matters(change)) {
        lines.add(ChangeLines.line(progress.graph(), change, "fetch", "", terminal));
      }
    }
    return lines;
  }

  @Test
  void aJobsLifeReadsAsAStory() {
    List<String> story = new ArrayList<>();
    story.addAll(lines(1, JobState.READY, 0));
    story.addAll(lines(2, JobState.RUNNING, 1));
    story.addAll(lines(5, JobState.READY, 1));
    story.addAll(lines(6, JobState.RUNNING, 2));
    story.addAll(lines(3_700, JobState.SUCCEEDED, 2));
    assertThat(story)
        .containsExactly(
            "   0:02  ▸ running    fetch",
            "   0:05  ↻ again      fetch  attempt 1 ended after 3.0 s",
            "   0:06  ▸ running    fetch  attempt 2",
            "1:01:40  ✓ succeeded  fetch  1 h 01 min");
  }
}
