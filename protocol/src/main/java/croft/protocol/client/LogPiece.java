package croft.protocol.client;

import java.nio.charset.StandardCharsets;

/**
 * A piece of an attempt's log. The array belongs to it; do not change it.
 *
 * @param offset of the piece in the log, in bytes
 * @param bytes the piece; empty at the end of what there is
 * @param size of the log when it was read
 * @param ended whether nothing will be added to it
 */
@SuppressWarnings("ArrayRecordComponent") // Only passed on, never compared.
public record LogPiece(long offset, byte[] bytes, long size, boolean ended) {
  /** Where to go on reading. */
  public long end() {
    return offset + bytes.length;
  }

  /** Whether all of the log has been read, and nothing will come. */
  public boolean isLast() {
    return ended && end() >= size;
  }

  /** As text; bytes that are not UTF-8 show as U+FFFD. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
