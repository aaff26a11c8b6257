package croft.protocol.graphfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/** Bytes as text, where wrong bytes are a fault with a place, not a replacement character. */
final class Utf8 {
  private Utf8() {}

  /**
   * Decodes a whole file, without a byte order mark at its start.
   *
   * @throws Unreadable when it is not UTF-8
   */
  static String decode(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      check(bytes, 0, bytes.length, 1);
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Throws {@link Unreadable} when the bytes, which start on a line, are not UTF-8. */
  static void check(byte[] bytes, int offset, int length, int line) {
    CharsetDecoder decoder = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    try {
      decoder.decode(in);
    } catch (CharacterCodingException e) {
      int lineStart = offset;
      for (int i = offset; i < in.position(); i++) {
        if (bytes[i] == '\n') {
          line++;
          lineStart = i + 1;
        }
      }
      int column = new String(bytes, lineStart, in.position() - lineStart, UTF_8).length() + 1;
      throw new Unreadable(
          Position.of(line, column), "not UTF-8 here; save the file in the encoding UTF-8");
    }
  }
}
