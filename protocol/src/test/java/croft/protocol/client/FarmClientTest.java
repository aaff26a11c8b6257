package croft.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Resources;
import croft.protocol.wire.WorkerRegistration;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class FarmClientTest {
  private static final UUID NONCE = UUID.fromString("0190c8a6-0000-7000-8000-00000000002a");
  private static final AttemptId ATTEMPT = new AttemptId(12, 3, 1);
  private static final String GRAPH =
      "{\"graph\":12,\"project\":\"default\",\"name\":\"g\",\"state\":\"running\",\"paused\":false,"
          + "\"revision\":1,\"endings\":0,\"jobs\":1,\"dependencies\":0,\"counts\":{\"ready\":1},"
          + "\"priority\":0,\"author\":\"admin\",\"parameters\":{},\"tags\":[],"
          + "\"createdAt\":\"2026-11-24T03:15:00Z\",\"seq\":1}";
  private static final String CHANGED = "{\"graph\":" + GRAPH + ",\"changed\":{\"cancelled\":1}}";
  private static final String PAGE = "{\"items\":[],\"next\":\"c\"}";
  private static final String DIGEST = "sha256:" + Digest.of(new byte[0]).hex();
  private static final String DIGEST_IN_PATH = DIGEST.replace(":", "%3A");

  interface Use {
    Object of(FarmClient farm, ProjectClient project) throws Exception;
  }

  private static Arguments call(String request, String body, String answer, Use use) {
    return Arguments.of(request, body, answer, use);
  }

  static Stream<Arguments> calls() {
    String p = "/api/v1/projects/default";
    String g = p + "/graphs/12";
    String j = g + "/jobs/test%2F17";
    return Stream.of(
        call("GET " + g, "", GRAPH, (_, project) -> project.graph(12)),
        call("GET " + g + "/file", "", "croft: 1", (_, project) -> project.graphFile(12)),
        call(
            "GET " + p + "/graphs?state=failed&name=a%20b&limit=5&after=x",
            "",
            PAGE,
            (_, project) -> project.graphs(GraphState.FAILED, "a b", new Paging("x", 5))),
        call("GET " + p + "/graphs", "", PAGE, (_, c) -> c.graphs(null, null, Paging.FIRST)),
        call(
            "GET " + g + "/jobs?state=ready%2Crunning&key=test%2F*",
            "",
            PAGE,
            (_, project) ->
                project.jobs(
                    12, List.of(JobState.READY, JobState.RUNNING), "test/*", Paging.FIRST)),
        call(
            "POST " + j + "/cancel",
            "{\"reason\":\"old\"}",
            CHANGED,
            (_, project) -> project.cancelJob(12, "test/17", "old")),
        call(
            "POST " + j + "/rerun",
            "{\"downstream\":true}",
            CHANGED,
            (_, project) -> project.rerunJob(12, "test/17", true)),
        call("POST " + j + "/hold", "{}", CHANGED, (_, c) -> c.holdJob(12, "test/17", null)),
        call("POST " + j + "/release", "{}", CHANGED, (_, c) -> c.releaseJob(12, "test/17")),
        call(
            "POST " + j + "/priority",
            "{\"priority\":-3}",
            CHANGED,
            (_, project) -> project.setJobPriority(12, "test/17", -3)),
        call("POST " + g + "/cancel", "{}", CHANGED, (_, project) -> project.cancel(12, null)),
        call("POST " + g + "/pause", "{}", CHANGED, (_, project) -> project.pause(12)),
        call("POST " + g + "/resume", "{}", CHANGED, (_, project) -> project.resume(12)),
        call(
            "POST " + g + "/priority",
            "{\"priority\":7}",
            CHANGED,
            (_, project) -> project.setPriority(12, 7)),
        call(
            "POST " + g + "/rerun",
            "{\"which\":\"failed\"}",
            CHANGED,
            (_, project) -> project.rerunFailed(12)),
        call("GET " + g + "/events?after=4", "", PAGE, (_, c) -> c.events(12, 4, null)),
        call("GET " + g + "/artifacts", "", PAGE, (_, c) -> c.artifacts(12, Paging.FIRST)),
        call(
            "GET " + g + "/jobs/3/attempts/1/artifacts?limit=9",
            "",
            PAGE,
            (_, project) -> project.artifacts(12, "3", 1, Paging.first(9))),
        call(
            "GET " + j + "/attempts/1/artifacts/out/%C3%A4%20b.txt",
            "",
            "bytes",
            (_, project) -> read(project.artifact(12, "test/17", 1, "out/ä b.txt"))),
        call(
            "GET " + j + "/attempts/1/log?offset=7&limit=100",
            "",
            "lines",
            (_, project) -> project.log(12, "test/17", 1, 7, 100).text()),
        call("HEAD " + p + "/files/" + DIGEST_IN_PATH, "", "", (_, c) -> c.hasFiles(empty())),
        call(
            "PUT " + p + "/files/" + DIGEST_IN_PATH,
            "tar",
            "",
            (_, project) -> {
              project.putFiles(empty(), Content.of("tar"));
              return "";
            }),
        call(
            "GET " + p + "/files/" + DIGEST_IN_PATH,
            "",
            "tar",
            (_, project) -> read(project.files(empty()))),
        call("GET /api/v1/workers", "", PAGE, (farm, _) -> farm.workers()),
        call(
            "DELETE /api/v1/workers/s1",
            "",
            "",
            (farm, _) -> {
              farm.signOff("s1");
              return "";
            }),
        call(
            "POST /api/v1/workers",
            "{\"name\":\"w\",\"pool\":\"default\",\"labels\":[],\"slots\":1,"
                + "\"resources\":{\"cpus\":0,\"memoryBytes\":0,\"gpus\":0},\"isolation\":\"none\","
                + "\"protocol\":1,\"version\":\"0\"}",
            "{\"session\":\"s1\",\"lease\":\"PT30S\",\"heartbeat\":\"PT10S\","
                + "\"serverTime\":\"2026-11-24T03:15:00Z\"}",
            (farm, _) ->
                farm.register(
                    new WorkerRegistration(
                        "w", "default", List.of(), 1, Resources.NONE, Isolation.NONE, 1, "0"))),
        call(
            "POST /api/v1/claims",
            "{\"session\":\"s1\",\"request\":\"" + NONCE + "\",\"slots\":1,\"waitMs\":5}",
            "{\"attempts\":[]}",
            (farm, _) -> farm.claim(new ClaimRequest("s1", NONCE, 1, 5))),
        call(
            "POST /api/v1/completions",
            "{\"session\":\"s1\",\"completions\":[{\"graph\":12,\"job\":3,\"attempt\":1,\"nonce\":\""
                + NONCE
                + "\",\"outcome\":\"succeeded\",\"exitCode\":0}]}",
            "{\"results\":[{\"graph\":12,\"job\":3,\"attempt\":1,\"result\":\"accepted\"}],"
                + "\"attempts\":[]}",
            (farm, _) ->
                farm.complete(
                    new CompletionsRequest(
                        "s1",
                        List.of(
                            new Completion(
                                12, 3, 1, NONCE, Outcome.SUCCEEDED, 0, null, null, null)),
                        null))),
        call(
            "POST /api/v1/heartbeats",
            "{\"session\":\"s1\",\"attempts\":[{\"graph\":12,\"job\":3,\"attempt\":1}]}",
            "{\"lease\":\"PT30S\",\"heartbeat\":\"PT10S\",\"cancel\":[],\"lost\":[]}",
            (farm, _) -> farm.heartbeat(new HeartbeatRequest("s1", List.of(ATTEMPT)))),
        call(
            "POST /api/v1/attempts/12/3/1/log?offset=9",
            "more",
            "{\"size\":13,\"full\":false}",
            (farm, _) -> farm.appendLog(ATTEMPT, NONCE, 9, Content.of("more"))),
        call(
            "PUT /api/v1/attempts/12/3/1/artifacts/out/a?kind=output",
            "content",
            "",
            (farm, _) -> {
              byte[] content = "content".getBytes(StandardCharsets.UTF_8);
              farm.putArtifact(
                  ATTEMPT,
                  NONCE,
                  ArtifactKind.OUTPUT,
                  "out/a",
                  Digest.of(content).hex(),
                  Content.of(content.length, () -> new ByteArrayInputStream(content)));
              return "";
            }),
        call(
            "GET /api/v1/attempts/12/3/1/artifacts/out/a",
            "",
            "content",
            (farm, _) -> read(farm.artifact(ATTEMPT, "out/a"))),
        call("GET /health/live", "", "{\"status\":\"up\"}", (farm, _) -> farm.live()),
        call("GET /health/ready", "", "{\"status\":\"up\"}", (farm, _) -> farm.ready()),
        call("GET /metrics", "", "croft_up 1", (farm, _) -> farm.metrics()),
        call("GET /openapi.yaml", "", "openapi: 3.1.1", (farm, _) -> farm.openApi()));
  }

  private static Digest empty() {
    return new Digest(DIGEST);
  }

  private static String read(Download download) throws IOException {
    try (download) {
      return new String(download.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void everyCallIsOneRequestAndReadsItsAnswer(String request, String body, String answer, Use use)
      throws Exception {
    try (var farm =
            new FakeFarm((exchange, _) -> FakeFarm.reply(exchange, 200, "text/plain", answer));
        FarmClient client = farm.client()) {
      Object result = use.of(client, client.project("default"));
      FakeFarm.Asked asked = farm.asked.getFirst();
      assertThat(farm.asked).hasSize(1);
      assertThat(asked.method() + " " + asked.target()).isEqualTo(request);
      assertThat(asked.body()).isEqualTo(body);
      assertThat(asked.header("Authorization")).isEqualTo("Bearer secret");
      assertThat(asked.header("Traceparent")).isNull();
      if (!answer.isEmpty() && !answer.equals(PAGE) && answer.startsWith("{")) {
        assertThat(Json.text(result)).isEqualTo(answer);
      } else if (result instanceof String text) {
        assertThat(text).isEqualTo(answer);
      }
    }
  }

  @Test
  void aSubmissionCarriesItsParametersAndAKeyThatMakesItRepeatable() throws Exception {
    var refusals = new AtomicInteger(2);
    try (var farm =
            new FakeFarm(
                (exchange, _) -> {
                  boolean later = refusals.getAndDecrement() > 0;
                  exchange.getResponseHeaders().set("Retry-After", "0");
                  FakeFarm.reply(exchange, later ? 503 : 201, "application/json", GRAPH);
                });
        FarmClient client = FarmClient.at(farm.uri()).traceparent("00-1-2-01").build()) {
      Submitted submitted =
          client
              .project("default")
              .submit(
                  Submission.yaml("croft: 1")
                      .withParameter("version", "1.17.1 & more")
                      .withFiles(empty())
                      .asPaused());
      assertThat(submitted.repeated()).isFalse();
      assertThat(farm.asked).hasSize(3);
      assertThat(farm.asked.get(2).target())
          .isEqualTo(
              "/api/v1/projects/default/graphs?set=version%3D1.17.1%20%26%20more&paused=true&files="
                  + DIGEST_IN_PATH);
      assertThat(farm.asked).extracting(asked -> asked.header("Idempotency-key")).hasSize(3);
      assertThat(farm.asked.stream().map(asked -> asked.header("Idempotency-key")).distinct())
          .hasSize(1);
      assertThat(farm.asked.getFirst().header("Traceparent")).isEqualTo("00-1-2-01");
      assertThat(farm.asked.getFirst().header("Content-type")).isEqualTo("application/yaml");
    }
  }

  @Test
  void aRerunIsNotRepeatedSinceItMayHaveHappened() throws Exception {
    try (var farm =
            new FakeFarm((exchange, _) -> FakeFarm.reply(exchange, 503, "text/plain", "later"));
        FarmClient client = farm.client()) {
      assertThatThrownBy(() -> client.project("default").rerunFailed(12))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("answered 503 to POST")
          .hasMessageContaining("later");
      assertThat(farm.asked).hasSize(1);
    }
  }

  @Test
  void aProblemArrivesWithItsPlaces() throws Exception {
    String problem =
        Json.text(
            ProblemType.INVALID_GRAPH.problem(
                "one fault",
                List.of(new croft.protocol.problem.Place("graph.yaml:3:5", "no such job"))));
    try (var farm =
            new FakeFarm(
                (exchange, _) ->
                    FakeFarm.reply(exchange, 422, "application/problem+json", problem));
        FarmClient client = farm.client()) {
      assertThatThrownBy(() -> client.project("default").submit(Submission.yaml("x")))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.is(ProblemType.INVALID_GRAPH)).isTrue();
                assertThat(Json.text(e.problem())).isEqualTo(problem);
              });
      assertThatThrownBy(() -> client.artifact(ATTEMPT, "a"))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(422));
    }
  }

  @Test
  void aMissingBundleIsAnAnswer() throws Exception {
    try (var farm = new FakeFarm((exchange, _) -> exchange.sendResponseHeaders(404, -1));
        FarmClient client = farm.client()) {
      assertThat(client.project("default").hasFiles(empty())).isFalse();
    }
  }

  @Test
  void whoIsNotThereIsNamed() throws Exception {
    URI nobody;
    try (var socket = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    try (FarmClient client =
        FarmClient.at(nobody)
            .retries(new Retries(3, Duration.ofMillis(1), Duration.ofMillis(2)))
            .build()) {
      assertThatThrownBy(() -> client.project("default").rerunFailed(12))
          .isInstanceOf(UnreachableException.class)
          .hasMessage(
              "no answer from "
                  + nobody
                  + " to POST /api/v1/projects/default/graphs/12/rerun: connection refused");
    }
  }

  @Test
  void aDownloadThatIsNotWhatWasAnnouncedIsAnError() throws Exception {
    try (var farm =
            new FakeFarm(
                (exchange, _) -> {
                  exchange.getResponseHeaders().set("Croft-Sha256", Digest.of(new byte[0]).hex());
                  FakeFarm.reply(exchange, 200, "application/octet-stream", "other");
                });
        FarmClient client = farm.client();
        Download download = client.artifact(ATTEMPT, "a")) {
      assertThat(download.size()).isEqualTo(5);
      assertThatThrownBy(() -> download.copyTo(new ByteArrayOutputStream()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(Digest.of(new byte[0]).hex());
    }
  }

  @Test
  void aListenerSeesEveryExchange() throws Exception {
    List<Exchange> seen = new ArrayList<>();
    try (var farm =
            new FakeFarm(
                (exchange, _) ->
                    FakeFarm.reply(exchange, 200, "application/json", "{\"attempts\":[]}"));
        FarmClient client = FarmClient.at(farm.uri()).listener(seen::add).build()) {
      client.claim(new ClaimRequest("s1", NONCE, 1, 0));
      client.artifact(ATTEMPT, "a").close();
    }
    assertThat(seen).hasSize(2);
    assertThat(seen.getFirst().requestBody()).asString().contains("\"session\":\"s1\"");
    assertThat(seen.getFirst().responseBody()).asString().isEqualTo("{\"attempts\":[]}");
    assertThat(seen.getFirst().requestHeaders()).containsKey("Content-Type");
    assertThat(seen.getLast().responseBody()).isNull();
  }

  @Test
  void manyLongPollsWaitAtTheSameTime() throws Exception {
    int polls = 1_000;
    var all = new CountDownLatch(polls);
    // Closed last: closing the client ends calls that still wait, and with them the threads.
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var farm =
            new FakeFarm(
                (exchange, _) -> {
                  all.countDown();
                  try {
                    all.await();
                  } catch (InterruptedException e) {
                    throw new IOException(e);
                  }
                  FakeFarm.reply(exchange, 200, "application/json", "{\"attempts\":[]}");
                });
        FarmClient client = farm.client()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < polls; i++) {
        answers.add(
            threads.submit(
                () ->
                    client
                        .claim(new ClaimRequest("s1", UUID.randomUUID(), 1, 30_000))
                        .attempts()
                        .size()));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isZero();
      }
    }
  }
}
