package croft.testing.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.client.Content;
import croft.protocol.client.Download;
import croft.protocol.client.LogPiece;
import croft.protocol.client.Paging;
import croft.protocol.json.Digest;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.LogAppended;
import croft.protocol.wire.Outcome;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a worker writes while an attempt runs, and how it is read. */
class AttemptApiTest {
  private static final byte[] HELLO = "hello".getBytes(UTF_8);

  @AutoClose private static final ApiServer farm = new ApiServer();

  @Test
  void aLogIsAppendedReadAndEnds() throws Exception {
    Assignment attempt = running("logged");
    AttemptId id = attempt.id();
    assertThat(append(id, attempt.nonce(), 0, "one ")).isEqualTo(new LogAppended(4, false));
    assertThat(append(id, attempt.nonce(), 4, "two")).isEqualTo(new LogAppended(7, false));
    assertThat(append(id, attempt.nonce(), 0, "one ")).isEqualTo(new LogAppended(7, false));
    LogPiece piece = farm.project().log(id.graph(), "logged", 1, 2, 3);
    assertThat(new String(piece.bytes(), UTF_8)).isEqualTo("e t");
    assertThat(piece.size()).isEqualTo(7);
    assertThat(piece.ended()).isFalse();
    refused(ProblemType.WRONG_OFFSET, () -> append(id, attempt.nonce(), 8, "x"));
    refused(ProblemType.STALE_ATTEMPT, () -> append(id, UUID.randomUUID(), 7, "x"));
    farm.ends("logged", Outcome.SUCCEEDED, 0);
    refused(ProblemType.STALE_ATTEMPT, () -> append(id, attempt.nonce(), 7, "x"));
    LogPiece all = farm.project().log(id.graph(), "logged", 1, 0, null);
    assertThat(new String(all.bytes(), UTF_8)).isEqualTo("one two");
    assertThat(all.ended()).isTrue();
    assertThat(farm.project().job(id.graph(), "logged").attempts().getFirst().logBytes())
        .isEqualTo(7);
    refused(
        ProblemType.NO_SUCH_ATTEMPT, () -> farm.project().log(id.graph(), "logged", 2, 0, null));
  }

  @Test
  void anArtifactIsStoredListedAndFetched() throws Exception {
    Assignment attempt = running("made");
    AttemptId id = attempt.id();
    put(id, attempt.nonce(), "out/ä b.txt", HELLO, Digest.of(HELLO));
    put(id, attempt.nonce(), "out/ä b.txt", HELLO, Digest.of(HELLO));
    refused(
        ProblemType.ARTIFACT_DIFFERS,
        () -> put(id, attempt.nonce(), "out/ä b.txt", new byte[3], Digest.of(new byte[3])));
    ArtifactView view =
        new ArtifactView(
            id.job(), "made", 1, "out/ä b.txt", ArtifactKind.OUTPUT, 5, Digest.of(HELLO).hex());
    assertThat(farm.project().artifacts(id.graph(), Paging.FIRST).items()).containsExactly(view);
    assertThat(farm.project().artifacts(id.graph(), "made", 1, Paging.FIRST).items())
        .containsExactly(view);
    try (Download content = farm.project().artifact(id.graph(), "made", 1, "out/ä b.txt")) {
      assertThat(content.readAllBytes()).isEqualTo(HELLO);
      assertThat(content.sha256()).isEqualTo(view.sha256());
    }
    try (Download input = farm.client().artifact(id, "out/ä b.txt")) {
      assertThat(input.readAllBytes()).isEqualTo(HELLO);
    }
    farm.ends("made", Outcome.SUCCEEDED, 0);
    refused(
        ProblemType.STALE_ATTEMPT, () -> put(id, attempt.nonce(), "late", HELLO, Digest.of(HELLO)));
    refused(
        ProblemType.NO_SUCH_ARTIFACT, () -> farm.project().artifact(id.graph(), "made", 1, "late"));
  }

  @Test
  void anArtifactIsNeverShownAsAPageOfTheFarms() throws Exception {
    Assignment attempt = running("page");
    byte[] html = "<script>alert(1)</script>".getBytes(UTF_8);
    put(attempt.id(), attempt.nonce(), "x.html", html, Digest.of(html));
    HttpResponse<String> response =
        farm.get(
            "/api/v1/projects/default/graphs/%d/jobs/page/attempts/1/artifacts/x.html"
                .formatted(attempt.graph()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(response.headers().firstValue("Content-Disposition").orElse(""))
        .startsWith("attachment");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("sandbox");
    HttpResponse<String> rest =
        farm.send(
            farm.request(
                    "/api/v1/projects/default/graphs/%d/jobs/page/attempts/1/artifacts/x.html"
                        .formatted(attempt.graph()))
                .header("Range", "bytes=8-"));
    assertThat(rest.statusCode()).isEqualTo(206);
    assertThat(rest.body()).isEqualTo("alert(1)</script>");
  }

  @Test
  void aWrongDigestOrNameStoresNothing() throws Exception {
    Assignment attempt = running("wrong");
    AttemptId id = attempt.id();
    refused(
        ProblemType.CONTENT_DIFFERS,
        () -> put(id, attempt.nonce(), "x", HELLO, Digest.of(new byte[0])));
    for (String name : new String[] {"..%2Fx", "%2Fetc%2Fpasswd", "a%00b", "a//b", "a/./b"}) {
      HttpResponse<String> response =
          farm.send(
              farm.request(
                      "/api/v1/attempts/%d/%d/1/artifacts/%s?kind=output"
                          .formatted(id.graph(), id.job(), name))
                  .header("Croft-Nonce", attempt.nonce().toString())
                  .header("Croft-Sha256", Digest.of(HELLO).hex())
                  .PUT(BodyPublishers.ofByteArray(HELLO)));
      assertThat(response.statusCode()).as(name).isEqualTo(400);
    }
    assertThat(farm.project().artifacts(id.graph(), Paging.FIRST).items()).isEmpty();
  }

  @Test
  void aBundleOfFilesIsUploadedOnceAndFetched() throws Exception {
    Digest digest = Digest.of(HELLO);
    assertThat(farm.project().hasFiles(digest)).isFalse();
    farm.project().putFiles(digest, Content.of(HELLO));
    farm.project().putFiles(digest, Content.of(HELLO));
    assertThat(farm.project().hasFiles(digest)).isTrue();
    try (Download files = farm.project().files(digest)) {
      assertThat(files.readAllBytes()).isEqualTo(HELLO);
    }
    refused(
        ProblemType.CONTENT_DIFFERS,
        () -> farm.project().putFiles(Digest.of(new byte[1]), Content.of(HELLO)));
  }

  private static Assignment running(String key) throws Exception {
    farm.submit("croft: 1\nname: one\njobs: {%s: {script: echo}}\n".formatted(key));
    return farm.claim(key);
  }

  private static LogAppended append(AttemptId id, UUID nonce, long offset, String text)
      throws Exception {
    return farm.client().appendLog(id, nonce, offset, Content.of(text.getBytes(UTF_8)));
  }

  private static void put(AttemptId id, UUID nonce, String name, byte[] bytes, Digest digest)
      throws Exception {
    farm.client()
        .putArtifact(id, nonce, ArtifactKind.OUTPUT, name, digest.hex(), Content.of(bytes));
  }

  private static void refused(ProblemType type, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().type()).isEqualTo(type.uri()));
  }
}
