package croft.store.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Remembers the last bytes of a stream. Java reads a zip file from its front and never misses the
 * list of contents at its end; but an archive without it was cut, and other programs cannot open
 * it.
 */
final class ZipTail extends FilterInputStream {
  /** The end record of a zip file without a comment, and how it begins. */
  private static final int END_BYTES = 22;

  private static final byte[] END_MARK = {'P', 'K', 5, 6};

  private byte[] last = {};

  ZipTail(InputStream in) {
    super(in);
  }

  /** Reads what is left; whether the stream ended as a zip file does. */
  boolean isComplete() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    return last.length == END_BYTES
        && Arrays.equals(last, 0, END_MARK.length, END_MARK, 0, END_MARK.length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count > 0) {
      byte[] all = Arrays.copyOf(last, last.length + Math.min(count, END_BYTES));
      int fresh = all.length - last.length;
      System.arraycopy(buffer, offset + count - fresh, all, last.length, fresh);
      last = Arrays.copyOfRange(all, Math.max(0, all.length - END_BYTES), all.length);
    }
    return count;
  }
}
