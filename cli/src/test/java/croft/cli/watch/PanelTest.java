package croft.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import croft.cli.Samples;
import croft.cli.Streams;
import croft.cli.terminal.Cells;
import croft.cli.terminal.Terminal;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.StreamEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanelTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private Terminal terminal(int width) {
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new Terminal(out, out, true, false, () -> width);
  }

  private static StreamEvent.Jobs event(long seq, int second, JobState state, int... jobs) {
    int[] attempts = new int[jobs.length];
    java.util.Arrays.fill(attempts, 1);
    return new StreamEvent.Jobs(
        Samples.GRAPH,
        seq,
        Samples.START.plusSeconds(second),
        jobs,
        Collections.nCopies(jobs.length, state),
        attempts);
  }

  @Test
  void itShowsWhatIsDoneWhatRunsAndHowLongItWillTake() {
    var progress =
        new Progress(
            Samples.graph(GraphState.RUNNING, "succeeded 5, failed 1, running 2, blocked 5", 8));
    progress.know(Samples.job(3, "test/17/binary", JobState.RUNNING));
    progress.know(Samples.job(4, "test/17/digest", JobState.READY));
    progress.apply(event(9, 88, JobState.RUNNING, 4));
    assertThat(Panel.lines(progress, Streams.NOW, terminal(80)))
        .containsExactly(
            "commons-codec  graph 1234567890123  ▸ running  1:35 of about 2:05",
            "███████████████████████▓▓▓▓▄▄▄▄▄▄▄▄▄························  6 of 13 jobs",
            "✗ 1 failed   ▸ 2 running   ○ 5 blocked   ✓ 5 succeeded",
            "  ▸    0:35  test/17/binary",
            "  ▸    0:07  test/17/digest");
  }

  @Test
  void aForecastThatHasPassedIsNoForecast() {
    var progress = new Progress(Samples.graph(GraphState.RUNNING, "running 1", 1));
    Instant late = Samples.START.plusSeconds(200);
    assertThat(Panel.lines(progress, late, terminal(80)).getFirst())
        .endsWith("3:20, longer than expected");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 57, 80, 200})
  void noLineIsWiderThanTheTerminal(int width) {
    var progress =
        new Progress(
            Samples.graph(
                GraphState.RUNNING,
                "succeeded 90000, failed 1, running 2048, blocked 7000, ready 900, held 1,"
                    .replace("held 1,", "held 1"),
                1));
    progress.apply(event(2, 5, JobState.RUNNING, IntStream.range(0, 2_048).toArray()));
    List<String> lines = Panel.lines(progress, Streams.NOW, terminal(width));
    assertThat(lines).allSatisfy(line -> assertThat(Cells.width(line)).isLessThan(width));
    assertThat(lines).hasSize(3 + Panel.RUNNING_MAX).last().asString().contains("2,041 more");
  }

  @Test
  void oneFailureOfAHundredThousandIsSeenInTheBar() {
    assertThat(Panel.shares(60, 100_000, 99_998, 1, 0, 1)).containsExactly(58, 1, 0, 1);
    assertThat(Panel.shares(60, 0, 0, 0, 0, 0)).containsExactly(0, 0, 0, 0);
    assertThat(Panel.shares(3, 10, 1, 1, 1, 1)).containsExactly(0, 1, 1, 1);
  }

  @Test
  void anOlderHeadOfTheGraphChangesNothing() {
    var progress = new Progress(Samples.graph(GraphState.RUNNING, "running 1", 5));
    progress.apply(Samples.graph(GraphState.FAILED, "failed 1", 4));
    assertThat(progress.isOver()).isFalse();
    progress.apply(Samples.graph(GraphState.SUCCEEDED, "succeeded 1", 6));
    assertThat(progress.isOver()).isTrue();
  }

  @Test
  void linesAbovePushThePanelDown() {
    GraphView graph = Samples.graph(GraphState.RUNNING, "running 1", 5);
    try (var canvas = new Canvas(terminal(80))) {
      canvas.draw(List.of("one " + graph.jobs(), "two"));
      canvas.draw(List.of("one 1", "two"));
      canvas.above(List.of("failed"));
      canvas.clear();
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "\u001b[?25lone 1\u001b[K\ntwo\u001b[K\n\u001b[J"
                + "\r\u001b[2A\u001b[Jfailed\none 1\ntwo\n"
                + "\r\u001b[2A\u001b[J\u001b[?25h");
  }
}
