package croft.server.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a client is in each of its topics: the id of its last event, which it sends back when it
 * connects again. Numbers to base 36: {@code g1k2.4f} is the graph and its event's number, {@code
 * l1k2.3.1.9zz} a log and the octets that were sent.
 */
final class StreamCursor {
  /** Longest text that is read; 256 topics with the longest numbers are shorter. */
  static final int LENGTH_MAX = 16_384;

  private final Map<String, Long> positions = new LinkedHashMap<>();

  /** Reads what a client sent; what cannot be read is left out, and its topics begin anew. */
  static StreamCursor parse(@Nullable String text) {
    StreamCursor cursor = new StreamCursor();
    if (text == null || text.length() > LENGTH_MAX) {
      return cursor;
    }
    for (String part : text.split(",")) {
      int dot = part.lastIndexOf('.');
      if (dot < 2) {
        continue;
      }
      try {
        cursor.positions.put(part.substring(0, dot), Long.parseLong(part.substring(dot + 1), 36));
      } catch (NumberFormatException _) {
        // Not ours, or damaged: that topic begins anew.
      }
    }
    return cursor;
  }

  static String graph(long graph) {
    return "g" + Long.toString(graph, 36);
  }

  static String log(long graph, int job, int attempt) {
    return "l"
        + Long.toString(graph, 36)
        + "."
        + Integer.toString(job, 36)
        + "."
        + Integer.toString(attempt, 36);
  }

  /** The position in a topic; null if the client was not there. */
  @Nullable Long position(String topic) {
    Long position = positions.get(topic);
    return position == null || position < 0 ? null : position;
  }

  void set(String topic, long position) {
    positions.put(topic, position);
  }

  String text() {
    StringBuilder text = new StringBuilder(positions.size() * 20);
    positions.forEach(
        (topic, position) -> {
          if (!text.isEmpty()) {
            text.append(',');
          }
          text.append(topic).append('.').append(Long.toString(position, 36));
        });
    return text.toString();
  }
}
