package croft.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.json.RawJson;
import croft.protocol.problem.Place;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsInJsonTest {
  private static final Instant AT = Instant.parse("2026-11-24T03:15:00.123456Z");
  private static final Definition DEFINITION =
      new Definition(
          "echo hello",
          Map.of("A", "1"),
          List.of(new Definition.InputRule("test/*", "*.xml", "in/{key}")),
          List.of("out/*"),
          List.of(),
          new Definition.Reports(List.of("rep/*.xml")),
          1_200,
          new Definition.Retry(2, List.of(Outcome.LOST, Outcome.TIMED_OUT), 1, 60),
          "default",
          List.of("os=linux"),
          new Resources(1, 1 << 30, 0),
          Digest.of(new byte[0]));
  private static final JobView JOB =
      new JobView(
          7,
          "test/25/binary",
          JobState.FAILED,
          2,
          new Face("Tests", "bin", "test", "jdk25", 1),
          List.of("slow"),
          DEFINITION.digest(),
          0,
          false,
          false,
          false,
          false,
          true,
          AT,
          AT,
          1,
          "exit code 1",
          new TestCounts(10, 1, 0, 2));
  private static final GraphView GRAPH =
      new GraphView(
          9_007_199_254_740_991L,
          "default",
          "commons-codec",
          GraphState.RUNNING,
          false,
          1,
          0,
          2,
          1,
          Map.of(JobState.READY, 1),
          0,
          "admin",
          new Subject("https://example.org/r", "main", "abc", List.of(), "12", "Ann", "T", null),
          Map.of("version", "1.17.1"),
          List.of("nightly"),
          AT,
          AT,
          null,
          null,
          null,
          42,
          "nightly",
          3);

  static List<Object> records() {
    return List.of(
        new WorkerRegistration(
            "w1",
            "default",
            List.of("os=linux"),
            2,
            new Resources(2, 8L << 30, 0),
            Isolation.BUBBLEWRAP,
            WorkerRegistration.PROTOCOL,
            "0.1.0"),
        new WorkerSession("s1", Duration.ofSeconds(30), Duration.ofSeconds(10), AT),
        GRAPH,
        JOB,
        new JobDetail(
            JOB,
            "It failed: exit code 1.",
            DEFINITION.canonical(),
            List.of(
                new DependencyView(
                    1,
                    "compile/25",
                    DependencyKind.NEEDS,
                    Condition.SUCCEEDED,
                    JobState.SUCCEEDED,
                    DependencyValue.SATISFIED,
                    null)),
            1,
            List.of("merge"),
            1,
            List.of(
                new AttemptView(
                    1, Outcome.LOST, null, "lease ran out", "w1", AT, AT, null, null, 12, 0),
                new AttemptView(
                    2, null, null, null, "w1", AT, null, new Usage(1, 2, 3), null, 0, 0)),
            List.of()),
        DEFINITION,
        new ArtifactView(
            1, "a", 1, "out/ä b.txt", ArtifactKind.OUTPUT, 12, Digest.of(new byte[1]).hex()),
        new WorkerView(
            "s1",
            "w1",
            "default",
            List.of(),
            2,
            1,
            Resources.NONE,
            Isolation.NONE,
            WorkerState.LIVE,
            AT,
            AT,
            AT,
            "0.1.0",
            new StandingView("w1", Standing.DRAINING, "its disk", "ann", AT)),
        new JobRate(3, new FailureRate(20, 1, 0.05, 0.01, 0.24)),
        new Commands.SetStanding(Standing.QUARANTINED, "its disk", true),
        new Changed(GRAPH, Map.of(JobState.CANCELLED, 3)),
        new EventView(
            3,
            AT,
            List.of(1, 2),
            List.of(JobState.RUNNING, JobState.READY),
            List.of(1, 0),
            "paused",
            new RawJson("{\"by\":\"ann\",\"n\":1.50}")),
        new LogAppended(12, false),
        new Commands.Because("wrong branch"),
        new Commands.Nothing(),
        new Commands.RerunJob(true, new Commands.Change(Map.of("A", "b"), "x", 9)),
        new Commands.Sample(20, SampleUntil.FAILURE, "why"),
        new FailureRate(20, 3, 0.15, 0.05, 0.36),
        new Commands.RerunGraph(Commands.RerunGraph.Which.FAILED),
        new Commands.SetPriority(-3),
        new Health("up", null),
        ProblemType.INVALID_GRAPH.problem("one fault", List.of(new Place("graph.yaml:1:2", "x"))));
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyRecordComesBackFromItsJson(Object written) {
    String json = Json.text(written);
    assertThat((Object) Json.readResponse(json, written.getClass())).isEqualTo(written);
    assertThat(json).doesNotContain("null");
  }

  @Test
  void aJobsDetailHasTheMembersOfItsViewBesideItsOwn() {
    String json = Json.text(records().get(4));
    assertThat(json)
        .startsWith("{\"job\":7,\"key\":\"test/25/binary\",\"state\":\"failed\"")
        .contains("\"finally\":true", "\"why\":\"It failed", "\"body\":{\"artifacts\":[]");
  }

  @Test
  void namesOfStatesAreWordsInCamelCaseAlsoAsKeys() {
    var counts = new LinkedHashMap<JobState, Integer>();
    counts.put(JobState.SUCCEEDED, 2);
    assertThat(Json.text(new Changed(GRAPH, counts))).endsWith("\"changed\":{\"succeeded\":2}}");
    assertThat(Json.text(Outcome.WORKER_STOPPED)).isEqualTo("\"workerStopped\"");
    assertThat(Outcome.parse("timedOut")).isEqualTo(Outcome.TIMED_OUT);
  }

  @Test
  void timesAreRfc3339AndDurationsIso8601() {
    assertThat(
            Json.text(new WorkerSession("s", Duration.ofSeconds(30), Duration.ofSeconds(10), AT)))
        .isEqualTo(
            "{\"session\":\"s\",\"lease\":\"PT30S\",\"heartbeat\":\"PT10S\","
                + "\"serverTime\":\"2026-11-24T03:15:00.123456Z\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"session\":\"s\",\"request\":\""
            + "0190c8a6-0000-7000-8000-00000000002a"
            + "\",\"slots\":1,\"waitMs\":0,\"more\":1} | /more | unknown member",
        "{\"session\":\"s\",\"slots\":1,\"waitMs\":0} | / | request is missing",
        "{\"session\":\"s\",\"request\":7,\"slots\":1,\"waitMs\":0} | /request | ",
        "{\"session\":\"s\",\"request\":\"x\",\"slots\":1,\"waitMs\":0} | /request | UUID",
        "{\"session\":\"s\",\"request\":\"0190c8a6-0000-7000-8000-00000000002a\",\"slots\":\"1\",\"waitMs\":0}"
            + " | /slots | ",
        "{\"session\":\"s\",\"request\":\"0190c8a6-0000-7000-8000-00000000002a\",\"slots\":1.0,\"waitMs\":0}"
            + " | /slots | ",
        "{\"session\":\"s\",\"request\":\"0190c8a6-0000-7000-8000-00000000002a\",\"waitMs\":0} | /slots | ",
        "{\"session\":\"s\",\"request\":\"0190c8a6-0000-7000-8000-00000000002a\",\"slots\":0,\"waitMs\":0}"
            + " | / | slots must be from 1 to 1,024, was 0",
        "[] | / | ",
        "null | / | must not be null",
      })
  void aRequestThatDoesNotFitIsRefusedWithItsPlace(String row) {
    String[] cells = row.split(" \\| ", 3);
    assertThatThrownBy(
            () -> Json.readRequest(cells[0].getBytes(StandardCharsets.UTF_8), ClaimRequest.class))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.is(ProblemType.INVALID_REQUEST)).as(e.getMessage()).isTrue();
              assertThat(e.problem().places().getFirst().where()).isEqualTo(cells[1]);
              assertThat(e.problem().places().getFirst().message()).contains(cells[2]);
            });
  }

  @Test
  void aClientIgnoresMembersThatItDoesNotKnow() {
    assertThat(Json.readResponse("{\"size\":1,\"full\":false,\"new\":[1]}", LogAppended.class))
        .isEqualTo(new LogAppended(1, false));
  }

  @Test
  void absentInputsMeanAllAndEmptyInputsMeanNone() {
    var all =
        new Definition(
            "x",
            Map.of(),
            null,
            List.of(),
            List.of(),
            Definition.Reports.NONE,
            1,
            new Definition.Retry(1, List.of(), 0, 0),
            "default",
            List.of(),
            Resources.NONE,
            null);
    assertThat(all.canonical().text()).doesNotContain("inputs").doesNotContain("files");
    assertThat(all.canonical().as(Definition.class)).isEqualTo(all);
    assertThat(all.canonical().as(Definition.class).inputs()).isNull();
  }
}
