package croft.protocol.graphfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "test, test, true",
    "test, test/1, false",
    "test/*, test/1, true",
    "test/*, test/, true",
    "test/*, test/1/a, false",
    "test/**, test/1/a, true",
    "test/**, test, false",
    "**, a/b/c, true",
    "*, a/b, false",
    "*/b, a/b, true",
    "**/b, a/x/b, true",
    "a?c, abc, true",
    "a?c, a/c, false",
    "a*c*e, abcde, true",
    "a*c*e, abcd, false",
    "**a*b, xa/ab, true",
    "*.*, a.b, true",
  })
  void matches(String glob, String key, boolean matches) {
    assertThat(new Glob(glob).matches(key)).isEqualTo(matches);
  }

  @Property(tries = 3_000)
  void matchesWhatTheSameRegularExpressionDoes(
      @ForAll("globs") String glob, @ForAll("keys") String key) {
    String regex =
        glob.replaceAll("\\*{2,}", "A")
            .replace("*", "[^/]*")
            .replace("?", "[^/]")
            .replace("A", ".*");
    assertThat(new Glob(glob).matches(key)).isEqualTo(Pattern.matches(regex, key));
  }

  @Provide
  Arbitrary<String> globs() {
    return Arbitraries.strings().withChars("ab/**?").ofMaxLength(12);
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.strings().withChars("aab/").ofMaxLength(12);
  }
}
