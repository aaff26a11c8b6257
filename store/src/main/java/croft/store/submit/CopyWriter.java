package croft.store.submit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows for one {@code COPY … FROM STDIN} in text format, sent in pieces: the fastest way in, and of
 * bounded memory.
 */
final class CopyWriter implements AutoCloseable {
  private static final int PIECE_BYTES = 64 * 1024;

  private final CopyIn copy;
  private byte[] buffer = new byte[PIECE_BYTES + 8 * 1024];
  private int size;
  private boolean rowStarted;
  private boolean ended;

  CopyWriter(Connection connection, String table, String columns) throws SQLException {
    this.copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + table + " (" + columns + ") from stdin");
  }

  CopyWriter column(long value) {
    separate();
    text(Long.toString(value));
    return this;
  }

  CopyWriter column(boolean value) {
    separate();
    put((byte) (value ? 't' : 'f'));
    return this;
  }

  CopyWriter column(@Nullable String value) {
    separate();
    if (value == null) {
      put((byte) '\\');
      put((byte) 'N');
    } else {
      escaped(value);
    }
    return this;
  }

  /** An array of numbers. */
  CopyWriter column(int[] values) {
    separate();
    put((byte) '{');
    for (int at = 0; at < values.length; at++) {
      if (at > 0) {
        put((byte) ',');
      }
      text(Integer.toString(values[at]));
    }
    put((byte) '}');
    return this;
  }

  CopyWriter column(byte[] bytes) {
    separate();
    put((byte) '\\');
    put((byte) '\\');
    put((byte) 'x');
    for (byte b : bytes) {
      put((byte) Character.forDigit(b >> 4 & 15, 16));
      put((byte) Character.forDigit(b & 15, 16));
    }
    return this;
  }

  /** An array of texts. */
  CopyWriter column(List<String> values) {
    separate();
    put((byte) '{');
    for (int at = 0; at < values.size(); at++) {
      if (at > 0) {
        put((byte) ',');
      }
      put((byte) '"');
      escaped(values.get(at).replace("\\", "\\\\").replace("\"", "\\\""));
      put((byte) '"');
    }
    put((byte) '}');
    return this;
  }

  void endRow() throws SQLException {
    put((byte) '\n');
    rowStarted = false;
    if (size >= PIECE_BYTES) {
      flush();
    }
  }

  private void separate() {
    if (rowStarted) {
      put((byte) '\t');
    }
    rowStarted = true;
  }

  private void escaped(String value) {
    boolean plain = true;
    for (int at = 0; at < value.length() && plain; at++) {
      char c = value.charAt(at);
      plain = c != '\\' && c != '\n' && c != '\r' && c != '\t';
    }
    text(
        plain
            ? value
            : value
                .replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t"));
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  private void put(byte b) {
    room(1);
    buffer[size++] = b;
  }

  private void room(int bytes) {
    if (size + bytes > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
    }
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer, 0, size);
    size = 0;
  }

  /** Sends the rest and returns the number of rows. */
  long finish() throws SQLException {
    flush();
    ended = true;
    return copy.endCopy();
  }

  @Override
  public void close() throws SQLException {
    if (!ended && copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
