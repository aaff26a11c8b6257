package croft.worker.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log of one attempt on the worker's disk: what the farm has not got yet waits here, whether it
 * is slow, away, or fine. Bounded by the log's limit, so the job is never held up for long and
 * never fills memory or disk; what comes after the limit is read and dropped. Thread-safe: one
 * thread captures, one sends.
 */
public final class JobLog implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 << 10;

  /** Room for the worker's own lines at the end of a full log. */
  private static final int MARKER_BYTES = 4 << 10;

  private final Path file;
  private final long limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();

  // All under the lock. The file is made with the first byte: a silent job costs nothing.
  private @Nullable RandomAccessFile content;
  private long size;
  private long dropped;
  private boolean ended;
  private boolean broken;

  /**
   * @param limit bytes that are kept, the worker's own lines included
   */
  public JobLog(Path file, long limit) {
    this.file = file;
    this.limit = limit;
  }

  /** Reads the job's output until its end, and closes it. A fault in reading ends it as well. */
  public void capture(InputStream output) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (output) {
      for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
        append(ByteBuffer.wrap(buffer, 0, length));
      }
    } catch (IOException e) {
      // The stream was closed: the job is over, or was cut off.
    }
  }

  private void append(ByteBuffer bytes) {
    lock.lock();
    try {
      long room = limit - MARKER_BYTES - size;
      if (bytes.remaining() > room) {
        boolean first = dropped == 0;
        int kept = (int) Math.max(0, room);
        dropped += bytes.remaining() - kept;
        if (first) {
          bytes.limit(bytes.position() + kept);
          write(bytes);
          writeLine(
              "the log has reached its limit of %d MB; what follows is not kept"
                  .formatted(limit >> 20));
        }
      } else if (dropped == 0) {
        write(bytes);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds a line of the worker's own, so that people find what happened where they look for it. */
  public void note(String line) {
    lock.lock();
    try {
      if (limit - size > MARKER_BYTES / 2) {
        writeLine(line.length() > 1_000 ? line.substring(0, 1_000) + "…" : line);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nothing will be added after this. */
  public void end() {
    lock.lock();
    try {
      if (!ended && dropped > 0) {
        writeLine(String.format(Locale.ROOT, "%,d bytes of output were not kept", dropped));
      }
      ended = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void writeLine(String text) {
    String line = "[croft] " + text.replaceAll("\\p{Cntrl}", " ") + "\n";
    write(StandardCharsets.UTF_8.encode(size > 0 && !endsWithLine() ? "\n" + line : line));
  }

  private boolean endsWithLine() {
    ByteBuffer last = ByteBuffer.allocate(1);
    return read(size - 1, last) == 1 && last.get(0) == '\n';
  }

  private void write(ByteBuffer bytes) {
    if (ended || broken || !bytes.hasRemaining()) {
      return;
    }
    try {
      if (content == null) {
        // No FileChannel: an interrupt of any thread that uses one closes it for all.
        content = new RandomAccessFile(file.toFile(), "rw");
      }
      int length = bytes.remaining();
      content.seek(size);
      content.write(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
      size += length;
    } catch (IOException e) {
      // The disk is full: the job goes on, its log ends here; the watch over the disk says so.
      broken = true;
    }
    grown.signalAll();
  }

  /** Bytes so far. */
  public long size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is something to send: at least {@code enough} bytes after the offset, or
   * fewer when they have waited for the given time, or the end.
   *
   * @return false when the log has ended at the offset
   */
  boolean awaitMore(long offset, long enough, long waitMillis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (size <= offset && !ended) {
        grown.await();
      }
      long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
      while (left > 0 && size - offset < enough && !ended) {
        left = grown.awaitNanos(left);
      }
      return size > offset;
    } finally {
      lock.unlock();
    }
  }

  /** Fills the buffer from the offset on, as far as there is something. */
  int read(long offset, ByteBuffer into) {
    lock.lock();
    try {
      if (content == null || offset >= size) {
        return 0;
      }
      int length = (int) Math.min(into.remaining(), size - offset);
      content.seek(offset);
      content.readFully(into.array(), into.arrayOffset() + into.position(), length);
      into.position(into.position() + length);
      return length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      ended = true;
      grown.signalAll();
      if (content != null) {
        content.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
