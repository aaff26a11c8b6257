package croft.worker.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads tar archives as tar programs write them: POSIX ustar, with the long names of pax and of
 * GNU. Not thread-safe.
 */
final class TarReader {

  private static final int BLOCK = 512;

  /** Long names and pax headers are held in memory. */
  private static final int HEADER_BYTES_MAX = 64 << 10;

  private final InputStream in;
  private long left;
  private long padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /** What an entry is; all that a bundle may not hold is {@code OTHER}. */
  enum Type {
    FILE,
    FOLDER,
    LINK,
    OTHER
  }

  /**
   * @param link where a symbolic link leads; empty for other entries
   */
  record Entry(String name, Type type, int mode, long size, String link) {}

  /** The archive breaks the format. The message is the end of a sentence. */
  static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;

    Broken(String message) {
      super(message);
    }
  }

  /** The next entry, null at the end. What was not read of the last one's content is skipped. */
  @Nullable Entry next() throws IOException {
    String longName = null;
    String longLink = null;
    while (true) {
      in.skipNBytes(left + padding);
      left = 0;
      padding = 0;
      byte[] header = in.readNBytes(BLOCK);
      if (header.length == BLOCK && isZero(header)) {
        return null;
      }
      if (header.length < BLOCK) {
        throw new EOFException("ends before its end mark");
      }
      checkSum(header);
      long size = number(header, 124, 12);
      left = size;
      padding = (BLOCK - size % BLOCK) % BLOCK;
      char kind = (char) (header[156] & 0xff);
      switch (kind) {
        case 'L' -> longName = text(headerContent(), 0, HEADER_BYTES_MAX);
        case 'K' -> longLink = text(headerContent(), 0, HEADER_BYTES_MAX);
        case 'x' -> {
          byte[] pax = headerContent();
          longName = paxValue(pax, "path", longName);
          longLink = paxValue(pax, "linkpath", longLink);
          if (paxValue(pax, "size", null) != null) {
            throw new Broken("holds a file of 8 GB or more");
          }
        }
        case 'g' -> headerContent();
        default -> {
          return new Entry(
              longName != null ? longName : name(header),
              type(kind),
              (int) number(header, 100, 8),
              size,
              longLink != null ? longLink : text(header, 157, 100));
        }
      }
    }
  }

  private static Type type(char kind) {
    return switch (kind) {
      case '0', '\0', '7' -> Type.FILE;
      case '5' -> Type.FOLDER;
      case '2' -> Type.LINK;
      default -> Type.OTHER;
    };
  }

  /** The content of the entry that was read last. */
  InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        if (left == 0) {
          return -1;
        }
        int got = in.read(bytes, from, (int) Math.min(length, left));
        if (got < 0) {
          throw new EOFException("ends in the middle of a file");
        }
        left -= got;
        return got;
      }
    };
  }

  private byte[] headerContent() throws IOException {
    if (left > HEADER_BYTES_MAX) {
      throw new Broken("has a header of " + left + " bytes");
    }
    byte[] content = in.readNBytes((int) left);
    left = 0;
    return content;
  }

  /** Lines of the form {@code LENGTH KEY=VALUE\n}; the length counts the whole line in bytes. */
  private static @Nullable String paxValue(byte[] pax, String key, @Nullable String otherwise)
      throws Broken {
    String found = otherwise;
    int at = 0;
    while (at < pax.length) {
      int blank = at;
      while (blank < pax.length && pax[blank] != ' ') {
        blank++;
      }
      int length;
      try {
        length = Integer.parseInt(new String(pax, at, blank - at, StandardCharsets.US_ASCII));
      } catch (NumberFormatException e) {
        throw new Broken("has a broken pax header");
      }
      if (length <= blank - at + 1 || length > pax.length - at) {
        throw new Broken("has a broken pax header");
      }
      String line = new String(pax, blank + 1, at + length - blank - 2, StandardCharsets.UTF_8);
      if (line.startsWith(key + "=")) {
        found = line.substring(key.length() + 1);
      }
      at += length;
    }
    return found;
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = text(header, 257, 6).startsWith("ustar") && header[262] == 0;
    String prefix = ustar ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] bytes, int from, int lengthMax) {
    int end = from;
    while (end < bytes.length && end < from + lengthMax && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  private static long number(byte[] header, int from, int length) throws Broken {
    String digits = text(header, from, length).strip();
    try {
      long value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Broken("has a header with a broken number");
  }

  private static void checkSum(byte[] header) throws Broken {
    long expected = number(header, 148, 8);
    byte[] copy = header.clone();
    Arrays.fill(copy, 148, 156, (byte) ' ');
    long sum = 0;
    for (byte b : copy) {
      sum += b & 0xff;
    }
    if (sum != expected) {
      throw new Broken("has a header with a wrong checksum");
    }
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
