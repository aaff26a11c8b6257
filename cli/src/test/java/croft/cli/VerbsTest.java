package croft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.json.Digest;
import croft.protocol.problem.Place;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.Changed;
import croft.protocol.wire.Condition;
import croft.protocol.wire.DependencyKind;
import croft.protocol.wire.DependencyValue;
import croft.protocol.wire.DependencyView;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Page;
import croft.protocol.wire.Resources;
import croft.protocol.wire.Standing;
import croft.protocol.wire.StandingView;
import croft.protocol.wire.Usage;
import croft.protocol.wire.WorkerState;
import croft.protocol.wire.WorkerView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerbsTest {
  private static final String P = FakeFarm.P;
  private static final String G = P + "/graphs/" + Samples.GRAPH;
  private static final String ID = String.valueOf(Samples.GRAPH);
  private static final GraphView RUNNING =
      Samples.graph(GraphState.RUNNING, "failed 1, running 1, succeeded 1", 5);

  @TempDir Path folder;
  private final FakeFarm farm = new FakeFarm();
  private Streams streams;

  @BeforeEach
  void connect() {
    streams = new Streams(folder).with("CROFT_URL", farm.url()).with("CROFT_TOKEN", "t");
    farm.on("GET " + G, RUNNING);
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  void graphsAreATable() {
    farm.on(
        "GET " + P + "/graphs?limit=2",
        new Page<>(
            List.of(RUNNING, Samples.graph(GraphState.SUCCEEDED, "succeeded 1200", 7)), "c1"));
    assertThat(streams.run("graphs", "-n", "2")).isZero();
    assertThat(streams.out())
        .isEqualTo(
            """
                    graph  name           state         done   jobs  failed        took  submitted  by
            1234567890123  commons-codec  ▸ running        2      3       1  1 min 34 s  1 min ago  ann
            1234567890123  commons-codec  ✓ succeeded  1,200  1,200          1 min 11 s  1 min ago  ann
            """);
    assertThat(streams.err()).isEqualTo("there are more: --limit, or --after c1\n");
  }

  @Test
  void anEmptyFarmNamesTheNextStep() {
    farm.on("GET " + P + "/graphs?limit=30", Page.all(List.of()));
    assertThat(streams.run("graphs")).isZero();
    assertThat(streams.err()).contains("croft init").contains("croft submit");
  }

  @Test
  void jsonIsThePageAsTheApiHasIt() {
    farm.on("GET " + P + "/graphs?limit=1", new Page<>(List.of(RUNNING), "c1"));
    assertThat(streams.run("graphs", "-n1", "--json")).isZero();
    assertThat(streams.out())
        .startsWith("{\"items\":[{\"graph\":1234567890123,")
        .endsWith(",\"next\":\"c1\"}\n");
  }

  @Test
  void aGraphIsFoundByNameNumberAndAge() {
    farm.on("GET " + P + "/graphs?name=codec&limit=1", Page.all(List.of(RUNNING)))
        .on("GET " + P + "/graphs?limit=1", Page.all(List.of(RUNNING)))
        .on("GET " + P + "/graphs?limit=2", Page.all(List.of(RUNNING)))
        .on("GET " + G + "/jobs?limit=100", Page.all(List.of()));
    assertThat(streams.run("show", "codec")).isZero();
    assertThat(streams.run("show", ID)).isZero();
    assertThat(streams.run("show")).isZero();
    assertThat(streams.run("show", "last~1")).isEqualTo(2);
    assertThat(streams.err()).contains("project default has only 1 graphs");
  }

  @Test
  void showListsTheJobsWithWhatIsWorthKnowing() {
    farm.on(
        "GET " + G + "/jobs?limit=100",
        Page.all(
            List.of(
                Samples.job(0, "fetch", JobState.SUCCEEDED),
                Samples.job(1, "test/17/bm", JobState.FAILED, 1, null),
                Samples.job(2, "test/25/bm", JobState.RUNNING))));
    assertThat(streams.run("show", ID)).isZero();
    assertThat(streams.out())
        .isEqualTo(
            """
            commons-codec  graph 1234567890123  ▸ running
              jobs        3: 1 failed, 1 running, 1 succeeded
              submitted   2026-11-24T11:58:25Z by ann, runs for 1 min 34 s
              expected    to end in 30 s
              version     1.17.1

            job  key         state         took  attempt
              0  fetch       ✓ succeeded  8.3 s
              1  test/17/bm  ✗ failed     8.3 s           exit code 1
              2  test/25/bm  ▸ running     35 s
            """);
  }

  @Test
  void showTellsAllAboutAJob() {
    farm.on(
        "GET " + G + "/jobs/test%2F17%2Fbm",
        new JobDetail(
            Samples.job(1, "test/17/bm", JobState.FAILED, 1, null),
            "It failed: exit code 1.",
            Samples.DEFINITION.canonical(),
            List.of(
                new DependencyView(
                    0,
                    "fetch",
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
                    1,
                    Outcome.FAILED,
                    1,
                    null,
                    "w1",
                    Samples.START.plusSeconds(60),
                    Samples.START.plusMillis(68_250),
                    new Usage(8_250, 12_000, 300_000_000),
                    null,
                    1_400,
                    2)),
            List.of()));
    assertThat(streams.run("show", ID, "test/17/bm")).isZero();
    assertThat(streams.out())
        .isEqualTo(
            """
            test/17/bm  job 1  ✗ failed
              It failed: exit code 1.

            script
              make test
              make report
              MODE=fast
              wants os=linux

            waits for
              ✓ succeeded  fetch

            followed by
              merge

            attempt  outcome    took   CPU  memory     log  files  worker
                  1  ✗ failed  8.3 s  12 s  300 MB  1.4 kB      2  w1      exit code 1
            """);
  }

  @Test
  void aWorkerIsDrainedWithAReasonAndReleasedWithoutOne() {
    StandingView draining =
        new StandingView("w1", Standing.DRAINING, "its fan is loud", "ann", Samples.START);
    farm.on("PUT /api/v1/standings/w1", draining);
    assertThat(streams.run("workers", "drain", "w1", "-m", "its fan is loud")).isZero();
    assertThat(streams.out()).isEqualTo("w1 is draining\n");
    assertThat(farm.bodies().getLast())
        .contains("\"standing\":\"draining\"", "its fan is loud", "\"requeue\":false");
    farm.on(
        "PUT /api/v1/standings/w1",
        new StandingView("w1", Standing.ACTIVE, "", "ann", Samples.START));
    assertThat(streams.run("workers", "release", "w1")).isZero();
    assertThat(farm.bodies().getLast()).contains("\"standing\":\"active\"");
  }

  @Test
  void keepingAWorkerFromWorkWithoutItsNameOrAReasonIsAMistake() {
    assertThat(streams.run("workers", "drain")).isEqualTo(2);
    assertThat(streams.err()).contains("croft workers drain WORKER");
    assertThat(streams.run("workers", "quarantine", "w1")).isEqualTo(2);
    assertThat(streams.err()).contains("--reason TEXT");
    assertThat(streams.run("workers", "release", "w1", "--requeue")).isEqualTo(2);
    assertThat(streams.run("workers", "--requeue")).isEqualTo(2);
    assertThat(farm.bodies()).isEmpty();
  }

  @Test
  void workersAreATable() {
    farm.on(
        "GET /api/v1/workers",
        Page.all(
            List.of(
                new WorkerView(
                    "s1",
                    "w1",
                    "default",
                    List.of("os=linux", "jdk=25"),
                    2,
                    1,
                    Resources.NONE,
                    Isolation.NONE,
                    WorkerState.LIVE,
                    Samples.START,
                    Streams.NOW.minusSeconds(3),
                    Streams.NOW,
                    "0.1.0",
                    null))));
    assertThat(streams.run("workers")).isZero();
    assertThat(streams.out())
        .isEqualTo(
            """
            worker  pool     state   busy  slots  heard of  isolation  version  labels
            w1      default  ✓ live     1      2   3 s ago  none       0.1.0    os=linux jdk=25
            """);
  }

  @Test
  void logsGoByteForByteWhereNobodyLooks() throws Exception {
    byte[] log = "a\u001b[2J\n".getBytes(StandardCharsets.UTF_8);
    farm.on("GET " + G + "/jobs/exec", detail(0, "exec", 1))
        .on(
            "GET " + G + "/jobs/0/attempts/1/log?offset=0&limit=1048576",
            log,
            Map.of("Croft-Log-Size", String.valueOf(log.length), "Croft-Log-Ended", "true"));
    assertThat(streams.run("logs", ID, "exec")).isZero();
    assertThat(streams.out()).isEqualTo("a\u001b[2J\n");
    Streams terminal =
        new Streams(folder).with("CROFT_URL", farm.url()).with("CROFT_TOKEN", "t").onTerminal(80);
    assertThat(terminal.run("logs", "-f", ID, "exec")).isZero();
    assertThat(terminal.out()).isEqualTo("a\\e[2J\n");
  }

  private static JobDetail detail(int job, String key, int exitCode) {
    return new JobDetail(
        Samples.job(job, key, exitCode == 0 ? JobState.SUCCEEDED : JobState.FAILED, exitCode, null),
        "It ended.",
        Samples.DEFINITION.canonical(),
        List.of(),
        0,
        List.of(),
        0,
        List.of(),
        List.of());
  }

  @Test
  void artifactsAreSavedOnlyIfTheirDigestIsRight() throws Exception {
    byte[] page = "<html>".getBytes(StandardCharsets.UTF_8);
    String sha = Digest.of(page).hex();
    farm.on(
            "GET " + G + "/artifacts?limit=1000",
            Page.all(
                List.of(
                    new ArtifactView(1, "report", 1, "out/r.html", ArtifactKind.ARTIFACT, 6, sha),
                    new ArtifactView(1, "report", 2, "out/r.html", ArtifactKind.ARTIFACT, 6, sha))))
        .on(
            "GET " + G + "/jobs/1/attempts/2/artifacts/out/r.html",
            page,
            Map.of("Croft-Sha256", sha));
    assertThat(streams.run("artifacts", ID, "--get", "**/*.html", "--to", "here")).isZero();
    assertThat(folder.resolve("here/out/r.html")).hasContent("<html>");
    farm.on(
        "GET " + G + "/jobs/1/attempts/2/artifacts/out/r.html",
        "other".getBytes(StandardCharsets.UTF_8),
        Map.of("Croft-Sha256", sha));
    assertThat(streams.run("artifacts", ID, "--to", "there")).isEqualTo(4);
    assertThat(folder.resolve("there/out")).isEmptyDirectory();
    assertThat(streams.run("artifacts", ID, "--get", "none")).isEqualTo(2);
  }

  @Test
  void commandsSayWhatTheyChanged() {
    farm.on("POST " + G + "/cancel", new Changed(RUNNING, Map.of(JobState.CANCELLED, 3)))
        .on("POST " + G + "/jobs/test%2F17/rerun", new Changed(RUNNING, Map.of(JobState.READY, 1)))
        .on("POST " + G + "/priority", new Changed(RUNNING, Map.of()));
    assertThat(streams.run("cancel", ID, "--reason", "wrong branch")).isZero();
    assertThat(streams.run("rerun", ID, "test/17", "--downstream")).isZero();
    assertThat(streams.run("priority", ID, "-5")).isZero();
    assertThat(streams.out())
        .isEqualTo(
            """
            commons-codec  graph 1234567890123: 3 cancelled
            commons-codec  graph 1234567890123  test/17: 1 ready
            commons-codec  graph 1234567890123: priority is -5
            """);
    assertThat(farm.bodies())
        .containsExactly(
            "{\"reason\":\"wrong branch\"}", "{\"downstream\":true}", "{\"priority\":-5}");
  }

  @Test
  void aTokenThatTheFarmDoesNotKnowIsExitCode4() {
    farm.refuse(
        "GET " + P + "/graphs?limit=30", ProblemType.UNAUTHENTICATED.problem("unknown token"));
    assertThat(streams.run("graphs")).isEqualTo(4);
    assertThat(streams.err())
        .isEqualTo("croft: unknown token\nThe token from CROFT_TOKEN is not one of this farm.\n");
  }

  @Test
  void aFaultInAGraphFileIsShownWithItsLineBeforeAnythingIsSent() throws Exception {
    Files.writeString(
        folder.resolve("g.yaml"),
        "croft: 1\nname: g\njobs:\n  a: {script: true}\n  b: {script: x, needs: [aa]}\n");
    assertThat(streams.run("submit", "g.yaml")).isEqualTo(2);
    assertThat(streams.err())
        .startsWith("croft: g.yaml: there ")
        .contains("g.yaml:5:")
        .contains("\n  5 |   b: {script: x, needs: [aa]}\n")
        .contains("^\n")
        .endsWith("Nothing was submitted.\n");
    assertThat(farm.asked()).isEmpty();
  }

  @Test
  void aFaultThatTheFarmFindsIsShownInTheFile() throws Exception {
    Files.writeString(folder.resolve("g.yaml"), "croft: 1\nname: g\njobs:\n  a: {script: x}\n");
    farm.refuse(
        "POST " + P + "/graphs",
        ProblemType.INVALID_GRAPH.problem(
            "the graph has a cycle", List.of(new Place("4:3 jobs.a", "a -> a"))));
    assertThat(streams.run("submit", "g.yaml")).isEqualTo(2);
    assertThat(streams.err())
        .isEqualTo(
            """
            croft: g.yaml: the graph has a cycle
            g.yaml:4:3: jobs.a: a -> a
              4 |   a: {script: x}
                |   ^
            Nothing was submitted.
            """);
  }

  @Test
  void theFilesOfAGraphAreSentOnceAndNamed() throws Exception {
    Files.writeString(
        folder.resolve("g.yaml"),
        "croft: 1\nname: g\nfiles: [\"*.sh\"]\njobs:\n  a: {script: ./a.sh}\n");
    Files.writeString(folder.resolve("a.sh"), "echo a");
    Digest digest;
    try (var bundle = croft.cli.files.Bundle.of(Map.of("a.sh", folder.resolve("a.sh")))) {
      digest = bundle.digest();
    }
    String files = digest.text().replace(":", "%3A");
    farm.on("PUT " + P + "/files/" + files, 201, Map.of())
        .on("POST " + P + "/graphs?set=v%3D1&paused=true&files=" + files, 201, RUNNING);
    assertThat(streams.run("submit", "g.yaml", "--paused", "--set", "v=1")).isEqualTo(2);
    assertThat(streams.err()).contains("v").contains("parameter");
    Files.writeString(
        folder.resolve("g.yaml"),
        "croft: 1\nname: g\nfiles: [\"*.sh\"]\nparameters: {v: {default: \"0\"}}\n"
            + "jobs:\n  a: {script: ./a.sh}\n");
    assertThat(streams.run("submit", "g.yaml", "--paused", "--set", "v=1")).isZero();
    assertThat(farm.asked())
        .containsExactly(
            "HEAD " + P + "/files/" + files,
            "PUT " + P + "/files/" + files,
            "POST " + P + "/graphs?set=v%3D1&paused=true&files=" + files);
    assertThat(streams.out())
        .isEqualTo(
            """
            submitted commons-codec  graph 1234567890123  3 jobs
            next: croft watch 1234567890123
            """);
  }

  @Test
  void execRunsOneCommandAndPassesItsLogAndExitCodeThrough() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "A");
    Digest digest;
    try (var bundle = croft.cli.files.Bundle.of(Map.of("a.txt", folder.resolve("a.txt")))) {
      digest = bundle.digest();
    }
    String files = digest.text().replace(":", "%3A");
    GraphView over = Samples.graph(GraphState.FAILED, "failed 1", 8);
    byte[] log = "hello\n".getBytes(StandardCharsets.UTF_8);
    farm.on("HEAD " + P + "/files/" + files, Map.of())
        .on("POST " + P + "/graphs?files=" + files, 201, over)
        .on("GET " + G, over)
        .on("GET " + G + "/jobs/exec", detail(0, "exec", 7))
        .on(
            "GET " + G + "/jobs/0/attempts/1/log?offset=0&limit=1048576",
            log,
            Map.of("Croft-Log-Size", "6", "Croft-Log-Ended", "true"));
    assertThat(
            streams.run(
                "exec", "-e", "A=b c", "--labels", "x,y", "--", "./run it", "--fast", "x y"))
        .isEqualTo(7);
    assertThat(streams.out()).isEqualTo("hello\n");
    assertThat(farm.bodies())
        .containsExactly(
            "{\"croft\":1,\"name\":\"exec\",\"jobs\":{\"exec\":{\"script\":\"exec './run it' --fast"
                + " 'x y'\",\"env\":{\"A\":\"b c\"},\"labels\":[\"x\",\"y\"]}}}");
  }
}
