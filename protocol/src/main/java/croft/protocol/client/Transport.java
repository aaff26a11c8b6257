package croft.protocol.client;

import croft.protocol.json.Json;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Sends calls, repeats them where that is safe, and turns refusals into exceptions. */
final class Transport {
  /** Bytes of an answer that is read whole; a claim of many long scripts is the largest. */
  private static final long ANSWER_MAX = 256L * 1024 * 1024;

  /** Bytes of a problem; a hundred places with long messages are less. */
  private static final int PROBLEM_MAX = 1024 * 1024;

  /** What of a foreign answer is shown. */
  private static final int SHOWN_MAX = 200;

  private final HttpClient http;
  private final URI server;
  private final @Nullable String token;
  private final @Nullable String traceparent;
  private final String program;
  private final Retries retries;
  private final @Nullable ExchangeListener listener;

  Transport(
      HttpClient http,
      URI server,
      @Nullable String token,
      @Nullable String traceparent,
      String program,
      Retries retries,
      @Nullable ExchangeListener listener) {
    this.http = http;
    this.server = server;
    this.token = token;
    this.traceparent = traceparent;
    this.program = program;
    this.retries = retries;
    this.listener = listener;
  }

  Transport withTraceparent(String parent) {
    return new Transport(http, server, token, parent, program, retries, listener);
  }

  Transport withRetries(Retries other) {
    return new Transport(http, server, token, traceparent, program, other, listener);
  }

  /** An answer that was read whole. */
  @SuppressWarnings("ArrayRecordComponent") // Only passed on, never compared.
  record Answer(int status, HttpHeaders headers, byte[] body) {}

  /** An answer whose body is still to be read. */
  record Opened(int status, HttpHeaders headers, InputStream body) {}

  /** Sends a call and reads the answer; a status of 400 or more is thrown. */
  Answer send(Call call) throws IOException, InterruptedException {
    Answer answer = ask(call);
    if (answer.status >= 400) {
      throw refusal(call, answer);
    }
    return answer;
  }

  /** Whether there is something, as HEAD tells it: 404 is an answer and not a refusal. */
  boolean exists(Call call) throws IOException, InterruptedException {
    Answer answer = ask(call);
    if (answer.status == 404) {
      return false;
    }
    if (answer.status >= 400) {
      throw refusal(call, answer);
    }
    return true;
  }

  private Answer ask(Call call) throws IOException, InterruptedException {
    return repeated(
        call,
        () -> {
          HttpResponse<byte[]> response =
              exchange(call, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_MAX));
          tell(call, response, response.body());
          return new Answer(response.statusCode(), response.headers(), response.body());
        },
        Answer::status,
        Answer::headers);
  }

  /**
   * Sends a call and leaves the answer's body to the caller, who closes it.
   *
   * @param idle for how long the body may be silent
   */
  Opened open(Call call, Duration idle) throws IOException, InterruptedException {
    Opened opened =
        repeated(
            call,
            () -> {
              HttpResponse<InputStream> response = exchange(call, BodyHandlers.ofInputStream());
              InputStream body = new IdleGuard(response.body(), idle);
              if (response.statusCode() < 400) {
                tell(call, response, null);
                return new Opened(response.statusCode(), response.headers(), body);
              }
              try (body) {
                byte[] bytes = body.readNBytes(PROBLEM_MAX);
                tell(call, response, bytes);
                return new Opened(
                    response.statusCode(), response.headers(), new ByteArrayInputStream(bytes));
              }
            },
            Opened::status,
            Opened::headers);
    if (opened.status < 400) {
      return opened;
    }
    throw refusal(call, new Answer(opened.status, opened.headers, opened.body.readAllBytes()));
  }

  private interface Attempt<T> {
    T run() throws IOException, InterruptedException;
  }

  private <T> T repeated(
      Call call, Attempt<T> attempt, ToIntFunction<T> status, Function<T, HttpHeaders> headers)
      throws IOException, InterruptedException {
    for (int n = 1; ; n++) {
      Duration asked = Duration.ZERO;
      try {
        T answer = attempt.run();
        if (n >= retries.attempts()
            || !call.isRepeatable()
            || !isPassing(status.applyAsInt(answer))) {
          return answer;
        }
        asked = retryAfter(headers.apply(answer));
      } catch (IOException e) {
        if (n >= retries.attempts() || !(call.isRepeatable() || wasNotSent(e))) {
          throw new UnreachableException(server, call.toString(), e);
        }
      }
      Thread.sleep(retries.after(n, asked));
    }
  }

  private static boolean wasNotSent(IOException e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  private static boolean isPassing(int status) {
    return status == 429 || (status >= 502 && status <= 504);
  }

  private static Duration retryAfter(HttpHeaders headers) {
    String seconds = headers.firstValue("Retry-After").orElse("0");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  private <B> HttpResponse<B> exchange(Call call, BodyHandler<B> handler)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<B>> response = http.sendAsync(request(call), handler);
    try {
      // Bounds the body too, which the request's own time-out does not.
      return response.get(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      var late = new HttpTimeoutException("nothing within " + call.timeout().toSeconds() + " s");
      late.initCause(e);
      throw late;
    } catch (InterruptedException e) {
      response.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    }
  }

  private HttpRequest request(Call call) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(call.path()));
    Content content = call.content();
    request.method(call.method(), content == null ? BodyPublishers.noBody() : content.publisher());
    request.header("User-Agent", program);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (traceparent != null) {
      request.header("traceparent", traceparent);
    }
    call.headers().forEach(request::header);
    return request.build();
  }

  private void tell(Call call, HttpResponse<?> response, byte @Nullable [] responseBody) {
    if (listener != null) {
      Content content = call.content();
      listener.exchanged(
          new Exchange(
              call.method(),
              response.request().uri(),
              response.request().headers().map(),
              content == null ? null : content.held(),
              response.statusCode(),
              response.headers().map(),
              responseBody));
    }
  }

  private ProblemException refusal(Call call, Answer answer) {
    String type = answer.headers.firstValue("Content-Type").orElse("");
    if (type.startsWith(Problem.MEDIA_TYPE)) {
      try {
        return new ProblemException(
            Json.readResponse(new String(answer.body, StandardCharsets.UTF_8), Problem.class));
      } catch (JacksonException _) {
        // Shown as what it is, below.
      }
    }
    String body = new String(answer.body, StandardCharsets.UTF_8).strip();
    String shown = body.length() > SHOWN_MAX ? body.substring(0, SHOWN_MAX) + "…" : body;
    return new ProblemException(
        new Problem(
            "about:blank",
            "HTTP status " + answer.status,
            answer.status,
            "%s answered %d to %s%s"
                .formatted(server, answer.status, call, shown.isEmpty() ? "" : ": " + shown),
            "This is no answer of a farm; check the server's address, and proxies between.",
            List.of(),
            null,
            null));
  }
}
