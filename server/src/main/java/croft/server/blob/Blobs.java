package croft.server.blob;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Contents by their digest. One that was put is safe: it survives the loss of power, and is never
 * seen before it is whole and its size and digest are right. Safe for use by many threads.
 */
public interface Blobs {
  /**
   * Keeps a content, or finds that it is there already; the stream is read to its end either way,
   * since only who has the content may refer to it.
   *
   * @param size that was announced; -1 if none was
   * @throws IOException if the content cannot be read or kept; then nothing of it is seen
   */
  Put put(BlobId id, long size, InputStream content) throws IOException;

  /** What came of putting a content. */
  sealed interface Put {
    /** It is kept. */
    record Kept(long size) implements Put {}

    /** It is not what was announced; nothing was kept. */
    record Differs(String detail) implements Put {}
  }

  /** Whether it is there; if so, it will not be collected within a day. */
  boolean has(BlobId id) throws IOException;

  /** Opens a content; null if it is not there. To be closed. */
  @Nullable Content open(BlobId id) throws IOException;

  /** An open content. */
  interface Content extends Closeable {
    long size();

    /** Its octets from an offset on; closing the content closes the stream. */
    InputStream from(long offset) throws IOException;
  }

  /**
   * Removes what uploads that were cut off left, and contents of a space that nobody refers to.
   *
   * @param space whose contents are looked at
   * @param age younger ones are left alone: whoever put them may be about to refer to them
   * @param referenced those of the digests (hex) that are referred to
   * @return how many were removed
   */
  int collect(String space, Duration age, Function<List<String>, Set<String>> referenced)
      throws IOException;
}
