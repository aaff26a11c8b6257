package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.json.Json;
import croft.protocol.problem.Problem;
import croft.protocol.problem.ProblemType;
import croft.server.farm.Caller;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** One call: what was asked, and the way to answer it. Used by one thread. */
final class Exchange {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";

  private final ServerRequest request;
  private final ServerResponse response;
  private final Deadlines deadlines;
  private @Nullable Caller caller;
  private Map<String, String> path = Map.of();
  private @Nullable Query query;
  private boolean bodyRead;
  private int status;

  Exchange(ServerRequest request, ServerResponse response, Deadlines deadlines) {
    this.request = request;
    this.response = response;
    this.deadlines = deadlines;
  }

  /** It is known what was asked, and by whom. */
  void found(Caller who, Map<String, String> parameters) {
    caller = who;
    path = parameters;
  }

  Caller caller() {
    Caller who = caller;
    if (who == null) {
      throw new IllegalStateException("asked before the caller was known");
    }
    return who;
  }

  /** The query; the handler says which parameters it knows. */
  Query query() {
    Query parsed = query;
    if (parsed == null) {
      parsed = Query.parse(request.prologue().query().rawValue());
      query = parsed;
    }
    return parsed;
  }

  /** A parameter of the path that the template has. */
  String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no " + name);
    }
    return value;
  }

  /** A numeric parameter of the path; null if it is not a number, which is then nothing's name. */
  @Nullable Long pathNumber(String name) {
    String value = path(name);
    if (value.isEmpty() || value.length() > 16) {
      return null;
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return null;
      }
    }
    return Long.parseLong(value);
  }

  @Nullable String header(String name) {
    return request.headers().first(HeaderNames.create(name)).orElse(null);
  }

  boolean isHead() {
    return request.prologue().method().text().equals("HEAD");
  }

  // ------------------------------------------------------------------------------- the body

  /** The length that the client announced; -1 if it did not. */
  long contentLength() {
    return request.headers().contentLength().orElse(-1);
  }

  private String contentType() {
    String type = header("Content-Type");
    return type == null ? "" : type;
  }

  /** Reads and checks the JSON body; absent is as {@code {}}. */
  <T> T json(Class<T> type) throws IOException {
    byte[] body = jsonBytes();
    return Json.readRequest(body, type);
  }

  /** The JSON body as bytes, for codecs by hand; absent is as {@code {}}. */
  byte[] jsonBytes() throws IOException {
    if (!request.content().hasEntity()) {
      return "{}".getBytes(StandardCharsets.UTF_8);
    }
    String type = contentType();
    int end = type.indexOf(';');
    if (!(end < 0 ? type : type.substring(0, end)).strip().equalsIgnoreCase(JSON)) {
      throw ProblemType.UNSUPPORTED_MEDIA_TYPE.exception(
          "the body is '" + Query.shown(type) + "'; this call reads " + JSON);
    }
    byte[] body = bytes(Limits.BODY_MAX, "the body");
    return body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body;
  }

  /** The whole body. */
  byte[] bytes(int max, String what) throws IOException {
    try (Deadlines.Watch watch = deadlines.watch();
        InputStream in = open(max, what, watch)) {
      return in.readAllBytes();
    }
  }

  /** What reads a body. */
  @FunctionalInterface
  interface BodyReader<T> {
    T read(InputStream body) throws IOException;
  }

  /** Reads the body as a stream. */
  <T> T body(long max, String what, BodyReader<T> reader) throws IOException {
    try (Deadlines.Watch watch = deadlines.watch();
        InputStream in = open(max, what, watch)) {
      return reader.read(in);
    }
  }

  private InputStream open(long max, String what, Deadlines.Watch watch) throws IOException {
    if (contentLength() > max) {
      throw ProblemType.TOO_LARGE.exception(
          Limits.exceeded(what + " has", contentLength(), "bytes", max));
    }
    String encoding = header("Content-Encoding");
    boolean gzip = encoding != null && encoding.strip().equalsIgnoreCase("gzip");
    if (encoding != null && !gzip && !encoding.strip().equalsIgnoreCase("identity")) {
      throw ProblemType.UNSUPPORTED_MEDIA_TYPE.exception(
          "the body is encoded as '" + Query.shown(encoding) + "'; known is gzip");
    }
    if (!request.content().hasEntity()) {
      return InputStream.nullInputStream();
    }
    bodyRead = true;
    var compressed = new BoundedBody.Compressed(request.content().inputStream(), watch);
    InputStream inflated = compressed;
    if (gzip) {
      try {
        inflated = new GZIPInputStream(compressed, 16 * 1024);
      } catch (java.util.zip.ZipException e) {
        throw ProblemType.MALFORMED_BODY.exception("the body is not gzip: " + e.getMessage());
      }
    }
    return new BoundedBody(inflated, compressed, max, what);
  }

  // ------------------------------------------------------------------------------- the answer

  Exchange set(String header, String value) {
    response.header(name(header), value);
    return this;
  }

  void json(int code, Object value) {
    send(code, JSON, Json.bytes(value));
  }

  void problem(Problem problem) {
    if (request.content().hasEntity() && !bodyRead) {
      // Not worth reading what is refused; the client learns why before it sent all.
      set("Connection", "close");
    }
    send(problem.status(), Problem.MEDIA_TYPE, Json.bytes(problem));
  }

  void send(int code, String mediaType, byte[] body) {
    set("Content-Type", mediaType);
    try (Deadlines.Watch _ = deadlines.watch()) {
      if (isHead()) {
        set("Content-Length", Integer.toString(body.length));
        finish(code);
      } else {
        status = code;
        response.status(Status.create(code)).send(body);
      }
    }
  }

  /** No content. */
  void empty(int code) {
    try (Deadlines.Watch _ = deadlines.watch()) {
      finish(code);
    }
  }

  private void finish(int code) {
    status = code;
    response.status(Status.create(code)).send();
  }

  /** Writes an answer piece by piece. */
  @FunctionalInterface
  interface BodyWriter {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Answers with a stream; a reader that stalls is cut.
   *
   * @param length of the body; -1 if it is not known
   */
  void stream(int code, String mediaType, long length, BodyWriter writer) throws IOException {
    set("Content-Type", mediaType);
    if (length >= 0) {
      set("Content-Length", Long.toString(length));
    }
    if (isHead()) {
      empty(code);
      return;
    }
    status = code;
    response.status(Status.create(code));
    try (Deadlines.Watch watch = deadlines.watch();
        OutputStream out = response.outputStream()) {
      writer.write(new WatchedOutput(out, watch));
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The raw answer, for event streams: they watch each of their writes themselves. */
  OutputStream open(int code, String mediaType) {
    set("Content-Type", mediaType);
    status = code;
    return response.status(Status.create(code)).outputStream();
  }

  Deadlines deadlines() {
    return deadlines;
  }

  boolean isSent() {
    return response.isSent() || status != 0;
  }

  int status() {
    return status;
  }

  private static HeaderName name(String header) {
    return HeaderNames.create(header);
  }

  private static final class WatchedOutput extends OutputStream {
    private final OutputStream out;
    private final Deadlines.Watch watch;

    WatchedOutput(OutputStream out, Deadlines.Watch watch) {
      this.out = out;
      this.watch = watch;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length);
      watch.moved(length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
