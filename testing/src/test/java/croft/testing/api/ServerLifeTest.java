package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Content;
import croft.protocol.client.EventStream;
import croft.protocol.client.FarmClient;
import croft.protocol.client.Retries;
import croft.protocol.client.StreamTopics;
import croft.protocol.client.Submission;
import croft.protocol.json.Digest;
import croft.protocol.wire.GraphView;
import croft.server.Server;
import croft.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with its own database: start, stop, start again; clients that misbehave. */
class ServerLifeTest {
  private static final String HELLO = "croft: 1\nname: hello\njobs: {a: {script: echo}}\n";

  @TempDir Path folder;

  @Test
  void whatWasSubmittedIsThereAfterAStop() throws Exception {
    ServerConfig config = ServerConfig.local(folder, 0);
    GraphView graph;
    String token;
    try (Server server = Server.start(config)) {
      token = Files.readString(server.tokenFile());
      try (FarmClient client = client(server);
          EventStream stream = client.project("default").stream(StreamTopics.wholeProject())) {
        graph = client.project("default").submit(Submission.yaml(HELLO)).graph();
        assertThat(stream.next(Duration.ofSeconds(10))).isNotNull();
        long start = System.nanoTime();
        server.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .as("an open stream does not hold up the stop")
            .isLessThan(Duration.ofSeconds(15));
      }
    }
    long start = System.nanoTime();
    try (Server server = Server.start(config);
        FarmClient client = client(server)) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(Files.readString(server.tokenFile())).isEqualTo(token);
      assertThat(client.project("default").graph(graph.graph())).isEqualTo(graph);
      assertThat(client.ready().status()).isEqualTo("up");
      assertThat(took)
          .as("a warm start, on a machine that has other work too")
          .isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void aDatabaseThatIsAwayIs503UntilItIsBack() throws Exception {
    try (Server server = Server.start(ServerConfig.local(folder, 0));
        FarmClient client = client(server);
        HttpClient http = HttpClient.newHttpClient()) {
      GraphView graph = client.project("default").submit(Submission.yaml(HELLO)).graph();
      HttpRequest show =
          HttpRequest.newBuilder(
                  server.url().resolve("/api/v1/projects/default/graphs/" + graph.graph()))
              .header("Authorization", "Bearer " + Files.readString(server.tokenFile()).strip())
              .build();
      ProcessHandle.of(postmaster()).orElseThrow().destroyForcibly();
      HttpResponse<String> answer = http.send(show, HttpResponse.BodyHandlers.ofString());
      boolean wasAway = false;
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!(wasAway && answer.statusCode() == 200) && System.nanoTime() < end) {
        if (answer.statusCode() != 200) {
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
          assertThat(answer.headers().firstValue("Retry-After")).isPresent();
          assertThat(answer.body()).contains("/problems/unavailable");
          assertThat(client.live().status()).isEqualTo("up");
          wasAway = true;
        }
        answer = http.send(show, HttpResponse.BodyHandlers.ofString());
      }
      assertThat(wasAway).isTrue();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  private long postmaster() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().equals("postmaster.pid"))
              .findFirst()
              .orElseThrow();
      return Long.parseLong(Files.readAllLines(file).getFirst());
    }
  }

  @Test
  @Tag("slow")
  void aClientThatStallsInItsBodyIsCut() throws Exception {
    try (Server server = Server.start(ServerConfig.local(folder, 0));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(40_000);
      socket
          .getOutputStream()
          .write(
              ("POST /api/v1/projects/default/graphs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + Files.readString(server.tokenFile()).strip()
                      + "\r\nContent-Type: application/yaml\r\nContent-Length: 1000\r\n\r\ncroft")
                  .getBytes(StandardCharsets.UTF_8));
      long start = System.nanoTime();
      InputStream in = socket.getInputStream();
      assertThat(endOf(in)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  @Tag("slow")
  void aClientThatDripsItsHeaderIsCut() throws Exception {
    try (Server server = Server.start(ServerConfig.local(folder, 0));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.UTF_8));
      long start = System.nanoTime();
      boolean cut = false;
      while (!cut && System.nanoTime() - start < Duration.ofSeconds(35).toNanos()) {
        try {
          socket.getOutputStream().write('x');
          socket.getOutputStream().flush();
          cut = endOf(socket.getInputStream());
        } catch (java.net.SocketTimeoutException _) {
          // Still there.
        } catch (IOException _) {
          cut = true;
        }
      }
      assertThat(cut).isTrue();
    }
  }

  @Test
  @Tag("slow")
  void aReaderThatStallsIsCutAndHoldsUpNobody() throws Exception {
    try (Server server = Server.start(ServerConfig.local(folder, 0));
        FarmClient client = client(server);
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      byte[] bundle = new byte[64 << 20];
      Digest digest = Digest.of(bundle);
      client.project("default").putFiles(digest, Content.of(bundle));
      socket
          .getOutputStream()
          .write(
              ("GET /api/v1/projects/default/files/%s HTTP/1.1\r\nHost: x\r\n".formatted(digest)
                      + "Authorization: Bearer "
                      + Files.readString(server.tokenFile()).strip()
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(client.live().status()).isEqualTo("up");
      // Nothing is read; the server notices that, and what it had sent is all there ever is.
      long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
      String route = "route=\"/api/v1/projects/{project}/files/{digest}\",status=\"200\"";
      while (System.nanoTime() < end && !client.metrics().contains("GET\"," + route)) {
        // The call itself takes a while.
      }
      assertThat(client.metrics()).contains("GET\"," + route);
      assertThat(socket.getInputStream().readAllBytes().length).isLessThan(bundle.length);
    }
  }

  private static boolean endOf(InputStream in) throws IOException {
    byte[] buffer = new byte[1_024];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      // An answer before the end is fine.
    }
    return true;
  }

  private static FarmClient client(Server server) throws IOException {
    return FarmClient.at(server.url())
        .token(Files.readString(server.tokenFile()).strip())
        .retries(Retries.NONE)
        .build();
  }
}
