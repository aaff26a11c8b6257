package croft.protocol.graphfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

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
    var reading = new Reading(options);
    try {
      switch (media) {
        case YAML -> YamlSource.read(whole(in), reading);
        case JSON -> JsonSource.read(whole(in), reading);
        case NDJSON -> NdjsonSource.read(Lines.of(in), reading, reading.log());
      }
    } catch (Unreadable e) {
      return reading.unreadable(e);
    }
    return reading.finish();
  }

  /** Reads a file from text. */
  public static ParseResult parse(String text, Media media, ParseOptions options) {
    var reading = new Reading(options);
    try {
      switch (media) {
        case YAML -> YamlSource.read(bounded(text), reading);
        case JSON -> JsonSource.read(bounded(text), reading);
        case NDJSON -> NdjsonSource.read(Lines.of(text), reading, reading.log());
      }
    } catch (Unreadable e) {
      return reading.unreadable(e);
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory cannot fail to be read", e);
    }
    return reading.finish();
  }

  private static String whole(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(GraphFileLimits.FILE_BYTES_MAX + 1);
    if (bytes.length > GraphFileLimits.FILE_BYTES_MAX) {
      throw tooLarge();
    }
    return Utf8.decode(bytes);
  }

  private static String bounded(String text) {
    if (text.length() > GraphFileLimits.FILE_BYTES_MAX) {
      throw tooLarge();
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static Unreadable tooLarge() {
    return new Unreadable(
        Position.START,
        "the file is larger than %,d bytes; send large graphs as NDJSON, a job a line"
            .formatted(GraphFileLimits.FILE_BYTES_MAX));
  }
}
