package croft.protocol.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Server-Sent Events, as the HTML standard parses them. Not thread-safe. */
final class SseReader {
  /** Bytes of a line: a million changed jobs in one event. */
  static final int LINE_MAX = 64 * 1024 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[16 * 1024];
  private int position;
  private int filled;
  private byte[] line = new byte[1024];
  private boolean afterCarriageReturn;
  private boolean first = true;
  private @Nullable String id;

  SseReader(InputStream in) {
    this.in = in;
  }

  /**
   * An event.
   *
   * @param id the newest id that the stream gave; null if it gave none
   * @param event its name
   * @param data its lines
   */
  record Event(@Nullable String id, String event, String data) {}

  /** The next event; null at the end of the stream. An event that the end cuts off is dropped. */
  @Nullable Event next() throws IOException {
    String event = "message";
    StringBuilder data = null;
    for (String text = line(); text != null; text = line()) {
      if (text.isEmpty()) {
        if (data != null) {
          return new Event(id, event, data.toString());
        }
        event = "message";
        continue;
      }
      int colon = text.indexOf(':');
      String field = colon < 0 ? text : text.substring(0, colon);
      String value = colon < 0 ? "" : text.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      switch (field) {
        case "event" -> event = value;
        case "data" ->
            data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
        case "id" -> id = value.indexOf(0) < 0 ? value : id;
        default -> {} // A comment (its field is empty), a retry time, or something newer.
      }
    }
    return null;
  }

  private @Nullable String line() throws IOException {
    int length = 0;
    while (true) {
      if (position == filled) {
        filled = Math.max(0, in.read(buffer));
        position = 0;
        if (filled == 0) {
          return null;
        }
      }
      byte b = buffer[position++];
      if (b == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
        continue;
      }
      afterCarriageReturn = b == '\r';
      if (b == '\n' || b == '\r') {
        return withoutMark(new String(line, 0, length, StandardCharsets.UTF_8));
      }
      if (length == line.length) {
        if (length >= LINE_MAX) {
          throw new IOException("a line of the event stream has more than " + LINE_MAX + " bytes");
        }
        line = Arrays.copyOf(line, length * 2);
      }
      line[length++] = b;
    }
  }

  private String withoutMark(String text) {
    boolean marked = first && text.startsWith("\ufeff");
    first = false;
    return marked ? text.substring(1) : text;
  }
}
