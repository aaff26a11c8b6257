package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.json.Json;
import croft.protocol.problem.Problem;
import croft.protocol.wire.GraphView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong is said as a problem of the catalogue, and nothing of the server's inside. */
class ProblemsTest {
  private static final String GRAPHS = "/api/v1/projects/default/graphs";
  private static final String HELLO = "croft: 1\nname: hello\njobs: {a: {script: echo}}\n";

  @AutoClose private static final ApiServer farm = new ApiServer();

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, 404, not-found",
    "GET, /api/v1/projects/nobody/graphs, 404, no-such-project",
    "GET, /api/v1/projects/default/graphs/1, 404, no-such-graph",
    "GET, /api/v1/projects/default/graphs/x, 404, no-such-graph",
    "GET, /api/v1/projects/default/graphs/99999999999999999999, 404, no-such-graph",
    "GET, /api/v1/projects/default/graphs/-1, 404, no-such-graph",
    "DELETE, /api/v1/projects/default/graphs, 405, method-not-allowed",
    "GET, /api/v1/projects/default/graphs?limit=0, 400, invalid-parameter",
    "GET, /api/v1/projects/default/graphs?limit=x, 400, invalid-parameter",
    "GET, /api/v1/projects/default/graphs?state=odd, 400, invalid-parameter",
    "GET, /api/v1/projects/default/graphs?sort=name, 400, invalid-parameter",
    "GET, /api/v1/projects/default/graphs?after=%00, 400, invalid-parameter",
    "GET, /api/v1/projects/default/graphs?name=%00, 400, invalid-parameter",
    "GET, /api/v1/projects/default/graphs?limit=1&limit=2, 400, invalid-parameter",
    "GET, /api/v1/projects/default/stream, 400, invalid-parameter",
    "GET, /api/v1/projects/default/stream?graphs=5, 404, no-such-graph",
    "POST, /api/v1/claims, 400, invalid-request",
    "DELETE, /api/v1/workers/77777, 404, no-such-worker",
    "PUT, /api/v1/projects/default/files/x, 400, invalid-parameter",
    "GET, /api/v1/attempts/1/1/1/artifacts/x, 404, no-such-attempt",
  })
  void aWrongCallGetsItsProblem(String method, String path, int status, String slug)
      throws Exception {
    HttpResponse<String> response =
        farm.send(farm.request(path).method(method, BodyPublishers.noBody()));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertProblem(response, slug);
  }

  @Test
  void withoutAValidTokenNothingIsSaid() throws Exception {
    for (String header : new String[] {"", "Bearer", "Bearer x", "Basic " + farm.token()}) {
      HttpRequest.Builder request = HttpRequest.newBuilder(farm.url().resolve(GRAPHS));
      if (!header.isEmpty()) {
        request.header("Authorization", header);
      }
      HttpResponse<String> response = farm.send(request);
      assertThat(response.statusCode()).as(header).isEqualTo(401);
      assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
      assertProblem(response, "unauthenticated");
    }
    assertThat(farm.send(HttpRequest.newBuilder(farm.url().resolve("/nothing"))).statusCode())
        .isEqualTo(401);
  }

  @Test
  void healthAndTheContractNeedNoToken() throws Exception {
    for (String path : new String[] {"/health/live", "/health/ready", "/openapi.yaml"}) {
      assertThat(farm.send(HttpRequest.newBuilder(farm.url().resolve(path))).statusCode())
          .as(path)
          .isEqualTo(200);
    }
    assertThat(farm.send(HttpRequest.newBuilder(farm.url().resolve("/metrics"))).statusCode())
        .isEqualTo(401);
    assertThat(farm.get("/metrics").body())
        .contains("croft_jobs{state=\"running\"}", "croft_http_requests_total{");
  }

  @Test
  void theTokenIsInAFileOfItsOwnerOnlyAndNotInTheDatabase() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(farm.tokenFile())))
        .isEqualTo("rw-------");
    assertThat(farm.token().length()).isGreaterThan(43);
    try (var connection = farm.database().connection();
        var rows =
            connection
                .createStatement()
                .executeQuery("select name, encode(digest, 'escape') from token")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("admin");
      assertThat(rows.getString(2)).doesNotContain(farm.token());
    }
  }

  @Test
  void bodiesAreReadStrictly() throws Exception {
    assertProblem(post("/api/v1/claims", "application/json", "{\"slots\": 1"), "malformed-body");
    assertProblem(post("/api/v1/claims", "application/json", "{\"slotz\": 1}"), "invalid-request");
    assertProblem(post("/api/v1/claims", "text/plain", "{}"), "unsupported-media-type");
    assertProblem(
        post(
            "/api/v1/workers",
            "application/json",
            """
            {"name":"w","pool":"p","labels":[],"slots":1,
             "resources":{"cpus":1,"memoryBytes":1,"gpus":0},
             "isolation":"none","protocol":0,"version":"1"}
            """),
        "protocol-too-old");
    GraphView graph = farm.submit(HELLO);
    assertProblem(
        post(GRAPHS + "/" + graph.graph() + "/pause", "application/json", "{\"x\":1}"),
        "invalid-request");
  }

  @Test
  void aBadGraphIsRefusedWithItsPlacesAndNothingIsStored() throws Exception {
    Problem problem =
        assertProblem(
            post(
                GRAPHS,
                "application/yaml",
                "croft: 1\nname: badgraph\njobs: {a: {script: x, needs: [b]}, c: {skript: y}}\n"),
            "invalid-graph");
    assertThat(problem.places()).isNotEmpty();
    assertProblem(
        post(
            GRAPHS,
            "application/yaml",
            "croft: 1\nname: badgraph\njobs: {a: {script: x, needs: [b]}, b: {script: y, needs: [a]}}\n"),
        "invalid-graph");
    assertThat(farm.get(GRAPHS + "?name=badgraph").body()).contains("\"items\":[]");
    assertProblem(post(GRAPHS, "text/html", "x"), "unsupported-media-type");
    assertProblem(
        post(GRAPHS + "?files=sha256:" + "0".repeat(64), "application/yaml", HELLO),
        "no-such-files");
  }

  @Test
  void aBodyBeyondItsLimitIsRefusedWhetherItsLengthIsSaidOrNot() throws Exception {
    byte[] large = new byte[17 << 20];
    assertProblem(
        farm.send(
            farm.request(GRAPHS)
                .header("Content-Type", "application/yaml")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)))),
        "too-large");
  }

  @Test
  void aCompressedBodyIsReadAndABombIsNot() throws Exception {
    HttpResponse<String> response = gzipped(HELLO.getBytes(StandardCharsets.UTF_8));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertProblem(gzipped(new byte[100 << 20]), "too-large");
    assertProblem(
        farm.send(
            farm.request(GRAPHS)
                .header("Content-Type", "application/yaml")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString("not gzip"))),
        "malformed-body");
    assertProblem(
        farm.send(
            farm.request(GRAPHS)
                .header("Content-Type", "application/yaml")
                .header("Content-Encoding", "br")
                .POST(BodyPublishers.ofString("x"))),
        "unsupported-media-type");
  }

  private static HttpResponse<String> gzipped(byte[] body) throws Exception {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(body);
    }
    return farm.send(
        farm.request(GRAPHS)
            .header("Content-Type", "application/yaml")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(compressed.toByteArray())));
  }

  @Test
  void theTraceContextComesBackAndAWrongOneIsIgnored() throws Exception {
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    var response = farm.send(farm.request(GRAPHS).header("traceparent", parent));
    assertThat(response.headers().firstValue("traceparent")).contains(parent);
    assertThat(response.headers().firstValue("Croft-Request")).isPresent();
    var wrong = farm.send(farm.request(GRAPHS).header("traceparent", "x"));
    assertThat(wrong.statusCode()).isEqualTo(200);
    assertThat(wrong.headers().firstValue("traceparent")).isEmpty();
  }

  @Test
  void whatIsNotHttpIsRefusedAsAProblemToo() throws Exception {
    assertThat(raw("GET /api/%zz HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 4");
    assertThat(raw("GET /a\u0001b HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 4")
        .contains("application/problem+json")
        .doesNotContain("Exception");
    assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 4")
        .contains("application/problem+json");
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), farm.port())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      byte[] buffer = new byte[4_096];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        answer.write(buffer, 0, n);
        if (answer.toString(StandardCharsets.UTF_8).contains("}")) {
          break;
        }
      }
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  private static HttpResponse<String> post(String path, String type, String body) throws Exception {
    return farm.send(
        farm.request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  private static Problem assertProblem(HttpResponse<String> response, String slug) {
    assertThat(response.headers().firstValue("Content-Type"))
        .as(response.body())
        .contains("application/problem+json");
    Problem problem = Json.readResponse(response.body(), Problem.class);
    assertThat(problem.type()).as(response.body()).isEqualTo("/problems/" + slug);
    assertThat(problem.status()).isEqualTo(response.statusCode());
    assertThat(problem.next()).isNotNull();
    assertThat(response.body()).doesNotContain("Exception", "at croft.", "select ");
    return problem;
  }
}
