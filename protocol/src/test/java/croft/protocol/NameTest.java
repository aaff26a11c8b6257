package croft.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "test/17/binary", "os=linux", "A-Z_0.9", "/x", "a."})
  void keysAreLettersDigitsAndAFewSigns(String key) {
    assertThat(Name.fault(key)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|is empty",
        "a b|has a space at character 2",
        "ä|has U+00E4 at character 1",
        "a*|has '*' at character 2",
        "../x|contains '..'",
        "a/../b|contains '..'",
      })
  void otherKeysAreRefusedWithTheCharacter(String key, String fault) {
    assertThat(Name.fault(key)).startsWith(fault);
  }

  @Test
  void aKeyOf201BytesIsTooLong() {
    assertThat(Name.fault("k".repeat(200))).isNull();
    assertThat(Name.fault("k".repeat(201))).isEqualTo("has 201 bytes; the limit is 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "out/ä b.txt", "...", ".hidden", "a..b", "\ud83d\ude00"})
  void artifactsMayHaveAnyRelativeName(String path) {
    assertThat(Name.fileFault(path)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a/..",
        ".",
        "a//b",
        "a/",
        "a\\b",
        "a\u0000b",
        "a\nb",
        "\ud800",
        "a\udc00",
        "\u0085"
      })
  void namesThatLeadAwayOrHideAreRefused(String path) {
    assertThat(Name.fileFault(path)).isNotNull();
  }

  @Test
  void aTextIsMeasuredInBytesOfUtf8() {
    assertThat(Name.textFault("\ud83d\ude00é€a", 10)).isNull();
    assertThat(Name.textFault("\ud83d\ude00é€a", 9)).isEqualTo("has 10 bytes; the limit is 9");
  }
}
