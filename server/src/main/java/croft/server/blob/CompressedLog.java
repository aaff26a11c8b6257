package croft.server.blob;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A log in gzip that can be read from the middle: one gzip member for each {@value #CHUNK} bytes,
 * so that {@code zcat} reads it, and at the end an empty member whose extra field says where the
 * others begin.
 */
final class CompressedLog {
  /** What is inflated at once, and so the most that one read costs beyond what it returns. */
  static final int CHUNK = 256 * 1024;

  /** Chunks in a file: what fits into an extra field. A log at its limit has 257. */
  static final int CHUNKS_MAX = 8_000;

  private static final int MAGIC = 0x46525443;
  private static final int HEADER = 10;
  private static final int TRAILER = 8;
  private static final int EMPTY_DEFLATE = 2;

  /** Bytes of the index beside its entries: size, count, magic. */
  private static final int INDEX_FIXED = 16;

  private CompressedLog() {}

  /** Compresses all of one file into another, which is then safe on the disk. */
  static void write(FileChannel from, FileChannel to) throws IOException {
    long size = from.size();
    int chunks = Math.toIntExact((size + CHUNK - 1) / CHUNK);
    if (chunks > CHUNKS_MAX) {
      throw new IOException("log has %,d chunks; the limit is %,d".formatted(chunks, CHUNKS_MAX));
    }
    int[] lengths = new int[chunks];
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    try (Deflater deflater = new Deflater(6, true)) {
      for (int i = 0; i < chunks; i++) {
        chunk.clear().limit((int) Math.min(CHUNK, size - (long) i * CHUNK));
        readFully(from, chunk, (long) i * CHUNK);
        byte[] member = member(chunk.array(), chunk.limit(), deflater);
        writeFully(to, ByteBuffer.wrap(member));
        lengths[i] = member.length;
      }
    }
    writeFully(to, index(size, lengths));
    to.force(true);
  }

  private static byte[] member(byte[] bytes, int length, Deflater deflater) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length / 4 + 64);
    out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
    deflater.reset();
    deflater.setInput(bytes, 0, length);
    deflater.finish();
    byte[] buffer = new byte[16 * 1024];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(trailer.putInt((int) crc.getValue()).putInt(length).array());
    return out.toByteArray();
  }

  /** An empty gzip member; its extra field holds the lengths of the members before it. */
  private static ByteBuffer index(long size, int[] lengths) {
    int extra = 4 + lengths.length * 4 + INDEX_FIXED;
    ByteBuffer member =
        ByteBuffer.allocate(HEADER + 2 + extra + EMPTY_DEFLATE + TRAILER)
            .order(ByteOrder.LITTLE_ENDIAN);
    member.put(new byte[] {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 0xff});
    member.putShort((short) extra);
    member.put((byte) 'C').put((byte) 'L').putShort((short) (extra - 4));
    for (int length : lengths) {
      member.putInt(length);
    }
    member.putLong(size).putInt(lengths.length).putInt(MAGIC);
    member.put((byte) 3).put((byte) 0).putLong(0);
    return member.flip();
  }

  /** Where the chunks of an open file are. */
  private record Index(long size, long[] starts) {
    static Index read(FileChannel file) throws IOException {
      int tail = INDEX_FIXED + EMPTY_DEFLATE + TRAILER;
      ByteBuffer fixed = ByteBuffer.allocate(INDEX_FIXED).order(ByteOrder.LITTLE_ENDIAN);
      readFully(file, fixed, file.size() - tail);
      fixed.flip();
      long size = fixed.getLong();
      int chunks = fixed.getInt();
      if (fixed.getInt() != MAGIC || chunks < 0 || chunks > CHUNKS_MAX) {
        throw new IOException("not a log that was compressed here");
      }
      ByteBuffer lengths = ByteBuffer.allocate(chunks * 4).order(ByteOrder.LITTLE_ENDIAN);
      readFully(file, lengths, file.size() - tail - chunks * 4L);
      lengths.flip();
      long[] starts = new long[chunks + 1];
      for (int i = 0; i < chunks; i++) {
        starts[i + 1] = starts[i] + lengths.getInt();
      }
      return new Index(size, starts);
    }
  }

  /** Octets of the log when it was written. */
  static long size(FileChannel file) throws IOException {
    return Index.read(file).size;
  }

  /** As {@link Logs#read}. */
  static byte[] read(FileChannel file, long offset, int max) throws IOException {
    Index index = Index.read(file);
    int length = (int) Math.max(0, Math.min(max, index.size - offset));
    byte[] octets = new byte[length];
    int done = 0;
    while (done < length) {
      int chunk = (int) ((offset + done) / CHUNK);
      byte[] inflated = inflate(file, index, chunk);
      int from = (int) ((offset + done) % CHUNK);
      int count = Math.min(length - done, inflated.length - from);
      System.arraycopy(inflated, from, octets, done, count);
      done += count;
    }
    return octets;
  }

  private static byte[] inflate(FileChannel file, Index index, int chunk) throws IOException {
    int compressed = (int) (index.starts[chunk + 1] - index.starts[chunk]);
    ByteBuffer member = ByteBuffer.allocate(compressed);
    readFully(file, member, index.starts[chunk]);
    byte[] inflated = new byte[(int) Math.min(CHUNK, index.size - (long) chunk * CHUNK)];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(member.array(), HEADER, compressed - HEADER - TRAILER);
      int done = 0;
      while (done < inflated.length) {
        int n = inflater.inflate(inflated, done, inflated.length - done);
        if (n == 0) {
          throw new EOFException("the compressed log ends early");
        }
        done += n;
      }
    } catch (DataFormatException e) {
      throw new IOException("the compressed log is damaged", e);
    }
    return inflated;
  }

  private static void readFully(FileChannel file, ByteBuffer buffer, long position)
      throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int n = file.read(buffer, at);
      if (n < 0) {
        throw new EOFException("the log ends early");
      }
      at += n;
    }
  }

  private static void writeFully(FileChannel file, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
  }
}
