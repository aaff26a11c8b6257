package croft.worker.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileGlobTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.jar          | a.jar           | true",
        "a.jar          | b/a.jar         | false",
        "./a.jar        | a.jar           | true",
        "*.jar          | a.jar           | true",
        "*.jar          | b/a.jar         | false",
        "**/*.jar       | a.jar           | true",
        "**/*.jar       | x/y/a.jar       | true",
        "x/**           | x/y/z           | true",
        "x/**           | y/z             | false",
        "x/**/z         | x/z             | true",
        "x/**/z/*.t     | x/a/z/b/z/q.t   | true",
        "rep            | rep/a/b.xml     | true",
        "rep            | report          | false",
        "rep/           | rep/a.xml       | true",
        "re*            | rep/a.xml       | false",
        "a?c            | abc             | true",
        "a?c            | a/c             | false",
        "[a-c]x         | bx              | true",
        "[!a-c]x        | bx              | false",
        "[!a-c]x        | dx              | true",
        "*.{jar,zip}    | a.zip           | true",
        "*.{jar,zip}    | a.txt           | false",
        "{a,b{c,d}}.x   | bd.x            | true",
        "a[b            | a[b             | true",
        "a.c            | abc             | false",
      })
  void matches(String pattern, String path, boolean expected) {
    assertThat(new FileGlob(pattern).matches(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../x", "a/../../x", "", "./", "{..,a}/x"})
  void whatLeavesTheWorkFolderOrNamesNothingIsRefused(String pattern) {
    assertThatThrownBy(() -> new FileGlob(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(pattern);
  }

  @Test
  void foldersThatCannotMatchAreNotSearched() {
    FileGlob glob = new FileGlob("out/*/x.jar");
    assertThat(glob.mayMatchBelow("out")).isTrue();
    assertThat(glob.mayMatchBelow("out/a")).isTrue();
    assertThat(glob.mayMatchBelow("node_modules")).isFalse();
    assertThat(new FileGlob("*.jar").mayMatchBelow("out")).isFalse();
    assertThat(new FileGlob("**/*.jar").mayMatchBelow("out/a/b")).isTrue();
  }

  @Test
  void anEvilPatternTakesNoTime() {
    FileGlob stars = new FileGlob("a*".repeat(60) + "b");
    FileGlob folders = new FileGlob("**/a/".repeat(60) + "b");
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(2),
        () -> {
          assertThat(stars.matches("a".repeat(900))).isFalse();
          assertThat(folders.matches("a/".repeat(400) + "c")).isFalse();
        });
    assertThatThrownBy(() -> new FileGlob("{a,b}".repeat(20)))
        .hasMessageContaining("more than 64 alternatives");
  }
}
