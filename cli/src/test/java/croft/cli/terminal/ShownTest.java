package croft.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "plain text, plain text",
        "Grüße 日本 😀, Grüße 日本 😀",
        "a\u001b]52;c;AAAA\u0007b, a\\e]52;c;AAAA\\x07b",
        "a\u001b]8;;http://x\u001b\\b, a\\e]8;;http://x\\e\\b",
        "a\u001b[2Jb, a\\e[2Jb",
        "gpj.\u202Eexe, gpj.\\u202eexe",
        "a\ud800b, a\\ud800b",
        "a\u009b1mb, a\\x9b1mb",
      })
  void whatActsOnATerminalIsShownInstead(String text, String shown) {
    assertThat(Shown.line(text)).isEqualTo(shown);
    assertThat(Shown.lines(text, true)).isEqualTo(shown);
  }

  @Test
  void lineBreaksAndTabsStayInAPieceOfLogOnly() {
    assertThat(Shown.line("a\tb\nc\r")).isEqualTo("a\\tb\\nc\\r");
    assertThat(Shown.lines("a\tb\nc\r\nd", false)).isEqualTo("a\tb\nc\nd");
  }

  @Test
  void coloursStayWhereTheyAreWelcome() {
    assertThat(Shown.lines("\u001b[1;31mred\u001b[0m", true)).isEqualTo("\u001b[1;31mred\u001b[0m");
    assertThat(Shown.lines("\u001b[31mred", false)).isEqualTo("\\e[31mred");
  }
}
