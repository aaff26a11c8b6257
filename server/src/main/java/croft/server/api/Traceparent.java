package croft.server.api;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The W3C trace context that a caller sends; the farm keeps it with what the call does. */
final class Traceparent {
  static final HeaderName HEADER = HeaderNames.create("traceparent");

  private static final Pattern FORM =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private Traceparent() {}

  /** The header if it is well-formed; else null, since a wrong one must not fail a call. */
  static @Nullable String checked(@Nullable String header) {
    return header != null && FORM.matcher(header).matches() ? header : null;
  }
}
