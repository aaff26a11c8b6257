package croft.server.api;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers calls, so that a caller's complaint finds its line in the log. */
final class RequestIds {
  static final HeaderName HEADER = HeaderNames.create("Croft-Request");

  private final String start =
      Long.toString(
          ThreadLocalRandom.current().nextLong(36 * 36 * 36 * 36L, 36 * 36 * 36 * 36 * 36L), 36);
  private final AtomicLong count = new AtomicLong();

  /** Different for each call of this server, and most likely for each call of the farm. */
  String next() {
    return start + "-" + Long.toString(count.incrementAndGet(), 36);
  }
}
