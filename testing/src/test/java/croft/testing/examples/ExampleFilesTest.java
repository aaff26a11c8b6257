package croft.testing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we show people as a graph file is one. */
class ExampleFilesTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern YAML = Pattern.compile("```yaml\n(croft:.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @MethodSource("graphFiles")
  void eachExampleIsAGraphFile(Path file) throws IOException {
    isAGraphFile(Files.readString(file));
  }

  @ParameterizedTest
  @MethodSource("graphFiles")
  void theListOfExamplesHasAllOfThem(Path file) throws IOException {
    assertThat(Files.readString(ROOT.resolve("examples/README.md")))
        .contains("](" + ROOT.resolve("examples").relativize(file) + ")");
  }

  @Test
  void theGraphInTheReadmeIsOne() throws IOException {
    List<String> shown =
        YAML.matcher(Files.readString(ROOT.resolve("README.md")))
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();

    assertThat(shown).isNotEmpty().allSatisfy(ExampleFilesTest::isAGraphFile);
  }

  private static void isAGraphFile(String text) {
    assertThat(GraphFile.parse(text, Media.YAML, ParseOptions.NONE))
        .isInstanceOf(ParseResult.Parsed.class);
  }

  static List<Path> graphFiles() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("examples"), 2)) {
      return files.filter(file -> file.endsWith("graph.yaml")).sorted().toList();
    }
  }
}
