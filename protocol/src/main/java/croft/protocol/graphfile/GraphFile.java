package croft.protocol.graphfile;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads graph files. Whatever the file holds, the answer is a value: a graph, or the faults with
 * their places; and it comes within bounded time and memory (see {@link GraphFileLimits}).
 */
public final class GraphFile {
  private GraphFile() {}

  /**
   * Reads a file from a stream, without closing it.
   *
   * @throws IOException only when the stream throws it
   */
  public static ParseResult parse(InputStream in, Media media, ParseOptions options)
      throws IOException {
    throw new UnsupportedOperationException("not yet: " + media + in + options);
  }

  /** Reads a file from text. */
  public static ParseResult parse(String text, Media media, ParseOptions options) {
    throw new UnsupportedOperationException("not yet: " + media + text + options);
  }
}
