package croft.server.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamCursorTest {
  @Test
  void aCursorReadsBackWhatItWrote() {
    StreamCursor cursor = StreamCursor.parse(null);
    cursor.set(StreamCursor.graph(123_456_789_012L), 77);
    cursor.set(StreamCursor.log(123_456_789_012L, 3, 1), 64_000);
    StreamCursor read = StreamCursor.parse(cursor.text());
    assertThat(read.position(StreamCursor.graph(123_456_789_012L))).isEqualTo(77);
    assertThat(read.position(StreamCursor.log(123_456_789_012L, 3, 1))).isEqualTo(64_000);
    assertThat(read.position(StreamCursor.graph(1))).isNull();
  }

  @Test
  void whatIsNotACursorIsNoPosition() {
    for (String text : new String[] {"", "x", "...", "g1.", "g1.-5", "g1.zzzzzzzzzzzzzzzzzzzz"}) {
      assertThat(StreamCursor.parse(text).position("g1")).as(text).isNull();
    }
  }

  @Test
  void aPieceOfALogEndsBetweenCharacters() {
    byte[] text = "aé€😀".getBytes(UTF_8);
    assertThat(StreamClient.wholeCharacters(text)).isEqualTo(10);
    int[] whole = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
    for (int end = 0; end <= text.length; end++) {
      assertThat(StreamClient.wholeCharacters(java.util.Arrays.copyOf(text, end)))
          .as("of %d", end)
          .isEqualTo(whole[end]);
    }
    assertThat(StreamClient.wholeCharacters(new byte[] {(byte) 0xff, (byte) 0x80, (byte) 0x80}))
        .as("not UTF-8 at all")
        .isBetween(0, 3);
    assertThat(StreamClient.wholeCharacters(new byte[8])).isEqualTo(8);
  }
}
