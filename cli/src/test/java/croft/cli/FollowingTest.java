package croft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Page;
import croft.protocol.wire.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowingTest {
  private static final String P = FakeFarm.P;
  private static final String G = P + "/graphs/" + Samples.GRAPH;
  private static final JobView FAILED = Samples.job(2, "test/17/bm", JobState.FAILED, 1, null);

  @TempDir Path folder;
  private final FakeFarm farm = new FakeFarm();
  private Streams streams;

  @BeforeEach
  void connect() {
    streams = new Streams(folder).with("CROFT_URL", farm.url()).with("CROFT_TOKEN", "t");
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  private static JobDetail detail(JobView job, long logBytes) {
    var attempt =
        new AttemptView(
            1,
            Outcome.FAILED,
            1,
            null,
            "w1",
            Samples.START.plusSeconds(60),
            Samples.START.plusSeconds(68),
            null,
            null,
            logBytes,
            0);
    return new JobDetail(
        job,
        "It failed: exit code 1.",
        Samples.DEFINITION.canonical(),
        List.of(),
        0,
        List.of(),
        0,
        List.of(attempt),
        List.of());
  }

  private void followedByItsFailure() {
    var over = Samples.graph(GraphState.FAILED, "succeeded 1, failed 1, skipped 1", 9);
    farm
        .on("GET " + G, Samples.graph(GraphState.RUNNING, "running 1, succeeded 1, blocked 1", 5))
        .on(
            "GET " + G + "/jobs?limit=1000",
            Page.all(
                List.of(
                    Samples.job(1, "fetch", JobState.SUCCEEDED),
                    Samples.job(2, "test/17/bm", JobState.RUNNING),
                    Samples.job(3, "merge", JobState.BLOCKED))))
        .on("GET " + G + "/jobs/2", detail(FAILED, 18))
        .on("GET " + G + "/jobs?limit=5&state=failed", Page.all(List.of(FAILED)))
        .on("GET " + G + "/jobs?state=failed&limit=5", Page.all(List.of(FAILED)))
        .on("GET " + G + "/artifacts", Page.all(List.of()))
        .on(
            "GET " + G + "/jobs/2/attempts/1/log?offset=0&limit=8192",
            "first line\nboom\u001b[2J\n".getBytes(StandardCharsets.UTF_8),
            Map.of("Croft-Log-Size", "18", "Croft-Log-Ended", "true"))
        .stream(
            "graphs=" + Samples.GRAPH,
            new StreamEvent.Jobs(
                Samples.GRAPH,
                6,
                Samples.START.plusSeconds(68),
                new int[] {2, 3},
                List.of(JobState.FAILED, JobState.SKIPPED),
                new int[] {1, 0}),
            new StreamEvent.Graph(over));
    afterwards(over);
  }

  private void afterwards(Object over) {
    // The head is read twice at the start and once at the end; between them the stream tells.
    farm.onNext("GET " + G, over, 3);
  }

  @Test
  void withoutATerminalEachChangeIsALineAndTheEndASummary() {
    followedByItsFailure();
    assertThat(streams.run("watch", String.valueOf(Samples.GRAPH))).isEqualTo(1);
    assertThat(streams.err()).isEmpty();
    assertThat(streams.out())
        .isEqualTo(
            """
            commons-codec  graph 1234567890123  3 jobs  1 running, 1 blocked, 1 succeeded  takes about 2 min 05 s
               1:08  ✗ failed     test/17/bm  exit code 1, after 8.0 s
               1:08  ↷ skipped    merge
            ✗ failed after 1 min 12 s  commons-codec  graph 1234567890123
              3 jobs: 1 failed, 1 succeeded, 1 skipped

              ✗ test/17/bm  exit code 1 after 8.3 s
                │ first line
                │ boom\\e[2J
                whole log: croft logs 1234567890123 test/17/bm

            next: croft rerun 1234567890123 --failed runs what failed again
            """);
  }

  @Test
  void onATerminalThePanelGoesAndTheFailureStays() {
    followedByItsFailure();
    streams.onTerminal(80).with("NO_COLOR", "1");
    assertThat(streams.run("watch", String.valueOf(Samples.GRAPH))).isEqualTo(1);
    assertThat(streams.out())
        .startsWith("\u001b[?25lcommons-codec  graph 1234567890123  ▸ running  1:35 of about 2:05")
        .contains("\u001b[J   1:08  ✗ failed     test/17/bm  exit code 1, after 8.0 s\n")
        .contains("\u001b[?25h✗ failed after 1 min 12 s")
        .doesNotContain("skipped    merge");
  }

  @Test
  void jsonIsTheGraphWhenItWasOver() {
    followedByItsFailure();
    assertThat(streams.run("watch", "--json", String.valueOf(Samples.GRAPH))).isEqualTo(1);
    assertThat(streams.out())
        .startsWith("{\"graph\":1234567890123,")
        .endsWith("}\n")
        .hasLineCount(1);
  }

  @Test
  void aGraphThatSucceededSaysWhereItsArtifactsAre() {
    var over = Samples.graph(GraphState.SUCCEEDED, "succeeded 2", 9);
    farm.on("GET " + P + "/graphs?limit=1", Page.all(List.of(over)))
        .on("GET " + G, over)
        .on("GET " + G + "/jobs?limit=1000", Page.all(List.of()))
        .on(
            "GET " + G + "/artifacts",
            Page.all(
                List.of(
                    new ArtifactView(
                        1, "fetch", 1, "a.jar", ArtifactKind.OUTPUT, 5, "0".repeat(64)),
                    new ArtifactView(
                        2,
                        "report",
                        1,
                        "report.html",
                        ArtifactKind.ARTIFACT,
                        5_100,
                        "0".repeat(64)))));
    assertThat(streams.run("watch")).isZero();
    assertThat(streams.out())
        .endsWith(
            """
            ✓ succeeded after 1 min 12 s  commons-codec  graph 1234567890123
              2 jobs: 2 succeeded

              report.html  5.1 kB  croft artifacts 1234567890123 report --get report.html
            """);
  }

  @Test
  void aStreamThatTheFarmRefusesIsToldAsAnError() {
    farm.refuse("GET " + G, ProblemType.NO_SUCH_GRAPH.problem("there is no graph 7"));
    assertThat(streams.run("watch", String.valueOf(Samples.GRAPH))).isEqualTo(2);
    assertThat(streams.err()).isEqualTo("croft: there is no graph 7\ncroft graphs lists them.\n");
  }
}
