package croft.protocol.graphfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of a text, one at a time, in bounded memory whatever the text is. */
interface Lines {
  /**
   * The next line without its end; null after the last.
   *
   * @throws Unreadable when the line is too long or not UTF-8; reading can go on after it
   */
  @Nullable String next() throws IOException;

  /** The number of the line that was read last, from 1. */
  int line();

  static Lines of(String text) {
    return new OfText(text);
  }

  static Lines of(InputStream in) {
    return new OfStream(in);
  }

  private static Unreadable tooLong(int line) {
    return new Unreadable(
        Position.of(line, 1),
        "the line is longer than %,d bytes; put the script into a file"
            .formatted(GraphFileLimits.LINE_BYTES_MAX));
  }

  /** Lines of a text in memory. */
  final class OfText implements Lines {
    private final String text;
    private int at;
    private int line;

    private OfText(String text) {
      this.text = text;
    }

    @Override
    public @Nullable String next() {
      if (at >= text.length()) {
        return null;
      }
      int end = text.indexOf('\n', at);
      int from = at;
      int to = end < 0 ? text.length() : end;
      at = to + 1;
      line++;
      if (to - from > GraphFileLimits.LINE_BYTES_MAX) {
        throw tooLong(line);
      }
      return text.substring(from, to);
    }

    @Override
    public int line() {
      return line;
    }
  }

  /** Lines of a stream, with a buffer that grows to the longest line allowed. */
  final class OfStream implements Lines {
    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private long total;
    private int line;
    private boolean ended;

    private OfStream(InputStream in) {
      this.in = in;
    }

    @Override
    public @Nullable String next() throws IOException {
      int scanned = from;
      boolean dropping = false;
      while (true) {
        for (int i = scanned; i < to; i++) {
          if (buffer[i] == '\n') {
            return line(i, i + 1, dropping);
          }
        }
        if (ended) {
          return from == to && !dropping ? null : line(to, to, dropping);
        }
        if (to - from > GraphFileLimits.LINE_BYTES_MAX) {
          dropping = true;
        }
        if (dropping) {
          from = to;
        }
        scanned = to - from;
        fill();
      }
    }

    /** Moves what is left to the buffer's start and reads more behind it. */
    private void fill() throws IOException {
      if (from > 0) {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
      }
      if (to == buffer.length) {
        buffer = Arrays.copyOf(buffer, buffer.length * 2);
      }
      int read = in.read(buffer, to, buffer.length - to);
      ended = read < 0;
      to += Math.max(0, read);
      total += Math.max(0, read);
      if (total > GraphFileLimits.NDJSON_BYTES_MAX) {
        ended = true;
        from = to;
        throw new Unreadable(
            Position.of(line + 1, 1),
            "the file is longer than %,d bytes".formatted(GraphFileLimits.NDJSON_BYTES_MAX));
      }
    }

    private String line(int end, int next, boolean dropped) {
      line++;
      int start = from;
      from = next;
      if (dropped || end - start > GraphFileLimits.LINE_BYTES_MAX) {
        throw tooLong(line);
      }
      String text = new String(buffer, start, end - start, UTF_8);
      if (text.indexOf('\uFFFD') >= 0) {
        Utf8.check(buffer, start, end - start, line);
      }
      return text;
    }

    @Override
    public int line() {
      return line;
    }
  }
}
