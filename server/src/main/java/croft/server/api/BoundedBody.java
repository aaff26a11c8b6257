package croft.server.api;

import croft.protocol.Limits;
import croft.protocol.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A request's body within its limits: not longer than allowed, not slower, and, when it is
 * compressed, not blown up beyond reason.
 */
final class BoundedBody extends FilterInputStream {
  /** Bytes that a compressed byte may become; what graphs compress to is below 60. */
  static final int INFLATION_MAX = 200;

  /** Below this size no ratio is looked at. */
  static final int INFLATION_FREE = 1 << 20;

  private final long max;
  private final String what;
  private final Compressed compressed;
  private long count;

  /** Counts what comes from the network. */
  static final class Compressed extends FilterInputStream {
    private final Deadlines.Watch watch;
    private long count;

    Compressed(InputStream in, Deadlines.Watch watch) {
      super(in);
      this.watch = watch;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int n = in.read(buffer, offset, length);
        if (n > 0) {
          count += n;
          watch.moved(n);
        }
        return n;
      } catch (RuntimeException e) {
        // Helidon wraps what the socket threw.
        throw new IOException("the body broke off: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Bounds a body.
   *
   * @param in the body, inflated
   * @param compressed what it is read from; the same if it is not compressed
   * @param what it is, for the message: {@code the body}
   */
  BoundedBody(InputStream in, Compressed compressed, long max, String what) {
    super(in);
    this.compressed = compressed;
    this.max = max;
    this.what = what;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = in.read(buffer, offset, length);
    if (n > 0) {
      count += n;
      if (count > max) {
        throw ProblemType.TOO_LARGE.exception(
            Limits.exceeded(what + " has more than", max, "bytes", max));
      }
      if (count > INFLATION_FREE && count / INFLATION_MAX > compressed.count) {
        throw ProblemType.TOO_LARGE.exception(
            Limits.exceeded(
                what + " is compressed to less than one byte for each",
                INFLATION_MAX,
                "bytes",
                INFLATION_MAX));
      }
    }
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    byte[] buffer = new byte[(int) Math.min(n, 8_192)];
    int read = read(buffer, 0, buffer.length);
    return Math.max(read, 0);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
