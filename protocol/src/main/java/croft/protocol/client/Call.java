package croft.protocol.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One call of the API before it is sent. Not thread-safe. */
final class Call {
  /** What any call may take: the database's slowest statement and then some. */
  static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** A line that is slower than this is not one to farm over; see {@link #sized}. */
  private static final long BYTES_PER_SECOND_MIN = 100_000;

  private final String method;
  private final StringBuilder path = new StringBuilder("/api/v1");
  private char separator = '?';
  private final Map<String, String> headers = new LinkedHashMap<>();
  private @Nullable Content content;
  private Duration timeout = TIMEOUT;
  private boolean repeatable;

  private Call(String method, boolean repeatable) {
    this.method = method;
    this.repeatable = repeatable;
  }

  static Call get() {
    return new Call("GET", true);
  }

  static Call head() {
    return new Call("HEAD", true);
  }

  static Call put() {
    return new Call("PUT", true);
  }

  static Call delete() {
    return new Call("DELETE", true);
  }

  /** A POST is repeated only if it is said to be {@link #repeatable}. */
  static Call post() {
    return new Call("POST", false);
  }

  /** Repeating it has the effect of doing it once. */
  Call repeatable() {
    repeatable = true;
    return this;
  }

  /** A path outside of the API's base, such as /health/live. */
  Call outside(String absolute) {
    path.setLength(0);
    path.append(absolute);
    return this;
  }

  /** Adds segments; a slash in one is written %2F. */
  Call path(Object... segments) {
    for (Object segment : segments) {
      path.append('/').append(encode(segment.toString()));
    }
    return this;
  }

  /** Adds a name whose slashes stay slashes. */
  Call names(String name) {
    for (String segment : name.split("/", -1)) {
      path(segment);
    }
    return this;
  }

  /** Adds a parameter of the query, unless it is null. */
  Call query(String name, @Nullable Object value) {
    if (value != null) {
      path.append(separator).append(name).append('=').append(encode(value.toString()));
      separator = '&';
    }
    return this;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Sets a header, unless the value is null. */
  Call header(String name, @Nullable Object value) {
    if (value != null) {
      headers.put(name, value.toString());
    }
    return this;
  }

  Call nonce(UUID nonce) {
    return header("Croft-Nonce", nonce);
  }

  Call json(byte[] json) {
    return body("application/json", Content.of(json));
  }

  Call body(String mediaType, Content body) {
    content = body;
    return header("Content-Type", mediaType).sized(body.size());
  }

  /** Allows more time for so many bytes. */
  private Call sized(long bytes) {
    timeout = timeout.plusSeconds(bytes / BYTES_PER_SECOND_MIN);
    return this;
  }

  /** Allows more time for a call that waits at the farm. */
  Call waiting(long waitMs) {
    timeout = timeout.plusMillis(waitMs);
    return this;
  }

  String method() {
    return method;
  }

  String path() {
    return path.toString();
  }

  Map<String, String> headers() {
    return headers;
  }

  @Nullable Content content() {
    return content;
  }

  Duration timeout() {
    return timeout;
  }

  boolean isRepeatable() {
    return repeatable;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
