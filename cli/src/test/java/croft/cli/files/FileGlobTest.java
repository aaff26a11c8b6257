package croft.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileGlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.sh | a.sh | true",
        "*.sh | d/a.sh | false",
        "**/*.sh | a.sh | true",
        "**/*.sh | d/e/a.sh | true",
        "src/** | src/a/b | true",
        "src/** | srcx/a | false",
        "src | src/a/b | true",
        "src/ | src/a | true",
        "./src | src/a | true",
        "a?.txt | ab.txt | true",
        "a?.txt | a/.txt | false",
        "[a-c].txt | b.txt | true",
        "[!a-c].txt | b.txt | false",
        "lib/{a,b}.jar | lib/b.jar | true",
        "a+b(1).txt | a+b(1).txt | true",
        "** | any/thing | true",
      })
  void patternsMatchAsInAShell(String glob, String path, boolean matches) {
    assertThat(new FileGlob(glob).matches(path)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/etc/passwd", "../x", "a/../b", "{a,b"})
  void whatLeavesTheFolderOrIsOpenIsRefused(String glob) {
    assertThatThrownBy(() -> new FileGlob(glob)).isInstanceOf(IllegalArgumentException.class);
  }
}
