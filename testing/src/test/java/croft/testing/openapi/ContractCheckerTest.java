package croft.testing.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.client.Exchange;
import croft.protocol.json.Digest;
import croft.protocol.json.Json;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.StreamEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractCheckerTest {
  private static final ContractChecker CHECKER = ContractChecker.published();
  private static final String CLAIM =
      "{\"session\":\"s\",\"request\":\"5b0e2c4e-4a62-4a34-9d6c-0a4f4a0d4c11\",\"slots\":1,\"waitMs\":0}";
  private static final String LOG = "/api/v1/projects/default/graphs/1/jobs/2/attempts/1/log";

  /** An exchange, changed bit by bit. */
  private static final class Made {
    private final String method;
    private final String target;
    private final Map<String, List<String>> requestHeaders = new HashMap<>();
    private final Map<String, List<String>> responseHeaders = new HashMap<>();
    private byte @Nullable [] request;
    private int status = 200;
    private byte[] response = new byte[0];

    Made(String method, String target) {
      this.method = method;
      this.target = target;
      requestHeaders.put("Authorization", List.of("Bearer x"));
    }

    static Made claim(String body) {
      return new Made("POST", "/api/v1/claims").json(body).answer("{\"attempts\":[]}");
    }

    Made json(String body) {
      request = body.getBytes(StandardCharsets.UTF_8);
      return with("Content-Type", "application/json");
    }

    Made with(String name, String value) {
      requestHeaders.put(name, List.of(value));
      return this;
    }

    Made answer(String json) {
      response = json.getBytes(StandardCharsets.UTF_8);
      return answerHeader("content-type", "application/json");
    }

    Made answer(ProblemType problem) {
      status = problem.status();
      response = Json.bytes(problem.problem("so"));
      return answerHeader("content-type", "application/problem+json");
    }

    Made answerHeader(String name, String value) {
      responseHeaders.put(name, List.of(value));
      return this;
    }

    Made status(int other) {
      status = other;
      return this;
    }

    Made anonymous() {
      requestHeaders.remove("Authorization");
      return this;
    }

    Exchange exchange() {
      return new Exchange(
          method,
          URI.create("http://127.0.0.1" + target),
          requestHeaders,
          request,
          status,
          responseHeaders,
          response);
    }

    List<String> violations() {
      return CHECKER.violations(exchange());
    }
  }

  @Test
  void anExchangeByTheBookHasNoViolations() {
    assertThat(Made.claim(CLAIM).violations()).isEmpty();
    assertThat(CHECKER.covered()).contains("claim");
    assertThat(CHECKER.operations()).contains("claim", "submitGraph").hasSizeGreaterThan(30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"slots\":1|\"slots\":\"1\"|request body /slots",
        "\"slots\":1|\"slots\":0|request body /slots",
        "\"slots\":1,||slots",
        "\"slots\":1|\"slots\":1,\"more\":1|more",
        "5b0e2c4e-|x|request body /request",
      })
  void aRequestThatWasTakenAndShouldNotIsAViolation(String from, @Nullable String to, String told) {
    String body = CLAIM.replace(from, to == null ? "" : to);
    assertThat(Made.claim(body).violations()).hasSize(1).first().asString().contains(told);
    // What was refused is as it should be.
    assertThat(Made.claim(body).answer(ProblemType.INVALID_REQUEST).violations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"attempts\":[],\"extra\":1}|extra",
        "{}|attempts",
        "{\"attempts\":null}|/attempts",
        "[]|array",
        "{|is not JSON",
      })
  void anAnswerThatIsNotDocumentedIsAViolation(String answer, String told) {
    assertThat(Made.claim(CLAIM).answer(answer).violations())
        .isNotEmpty()
        .first()
        .asString()
        .contains("response body", told);
  }

  @Test
  void statusesTypesAndBodiesMustBeDocumented() {
    assertThat(Made.claim(CLAIM).status(202).violations())
        .containsExactly("status 202 is not documented");
    assertThat(Made.claim(CLAIM).answerHeader("content-type", "text/html").violations())
        .containsExactly("a response of type text/html is not documented");
    assertThat(new Made("DELETE", "/api/v1/workers/s").answer("{}").status(204).violations())
        .containsExactly("the response has a body, and none is documented");
    assertThat(Made.claim(CLAIM).answer(ProblemType.UNAVAILABLE).violations()).isEmpty();
    assertThat(Made.claim(CLAIM).answer(ProblemType.UNAVAILABLE).status(500).violations())
        .containsExactly("the problem says status 503, the answer has 500");
  }

  @Test
  void unknownPathsAndMethodsMayOnlyBeRefused() {
    assertThat(new Made("GET", "/api/v1/secret").answer("{}").violations())
        .containsExactly("the document has no such path, but it was answered");
    assertThat(new Made("GET", "/api/v1/secret").answer(ProblemType.NOT_FOUND).violations())
        .isEmpty();
    assertThat(new Made("PUT", "/api/v1/claims").answer("{}").violations())
        .containsExactly("the document has no such method, but it was answered");
    assertThat(
            new Made("PUT", "/api/v1/claims").answer(ProblemType.METHOD_NOT_ALLOWED).violations())
        .isEmpty();
  }

  @Test
  void parametersAndHeadersAreChecked() {
    Made log =
        new Made("GET", LOG + "?offset=-1&nonsense=1")
            .answerHeader("content-type", "text/plain; charset=utf-8")
            .answerHeader("croft-log-size", "many");
    assertThat(log.violations())
        .hasSize(4)
        .anyMatch(told -> told.startsWith("query parameter offset"))
        .contains("query parameter nonsense is not documented")
        .contains("response header Croft-Log-Ended is missing")
        .anyMatch(told -> told.startsWith("response header Croft-Log-Size"));
    assertThat(
            new Made("GET", LOG + "?offset=7&limit=9")
                .answerHeader("content-type", "text/plain")
                .answerHeader("Croft-Log-Size", "12")
                .answerHeader("Croft-Log-Ended", "false")
                .violations())
        .isEmpty();
  }

  @Test
  void namesOfArtifactsMayHaveSlashesAndKeysOfJobsAreOneSegment() {
    String path =
        "/api/v1/projects/default/graphs/1/jobs/test%2F17/attempts/1/artifacts/out/%C3%A4";
    assertThat(
            new Made("GET", path)
                .answerHeader("content-type", "application/zip")
                .answerHeader("croft-sha256", Digest.of(new byte[0]).hex())
                .violations())
        .isEmpty();
    assertThat(new Made("GET", path).answerHeader("content-type", "text/plain").violations())
        .containsExactly("response header Croft-Sha256 is missing");
  }

  @Test
  void onlyOpenCallsAnswerWithoutAToken() {
    assertThat(Made.claim(CLAIM).anonymous().violations())
        .containsExactly("answered without a token, and not with 401");
    assertThat(Made.claim(CLAIM).anonymous().answer(ProblemType.UNAUTHENTICATED).violations())
        .isEmpty();
    assertThat(
            new Made("GET", "/health/live").anonymous().answer("{\"status\":\"up\"}").violations())
        .isEmpty();
  }

  @Test
  void eventsOfTheStreamHaveSchemasToo() {
    var jobs = new StreamEvent.Jobs(1, 2, Instant.EPOCH, new int[0], List.of(), new int[0]);
    assertThat(CHECKER.eventViolations("jobs", Json.text(jobs))).isEmpty();
    assertThat(CHECKER.eventViolations("jobs", "{\"graph\":1}")).isNotEmpty();
    assertThat(CHECKER.eventViolations("other", "{}")).isNotEmpty();
  }

  @Test
  void aListenerThatFailsNamesTheCallAndEveryViolation() {
    Exchange exchange = Made.claim(CLAIM).answer("{\"attempts\":7}").exchange();
    assertThatThrownBy(() -> CHECKER.failing().exchanged(exchange))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("POST http://127.0.0.1/api/v1/claims → 200 breaks the contract")
        .hasMessageContaining("/attempts");
  }
}
