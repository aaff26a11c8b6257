package croft.server.submit;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a graph file can say and this server cannot do is refused, and not ignored. */
class UnsupportedTest {
  private static GraphSpec graph(String rest) {
    ParseResult read = GraphFile.parse("croft: 1\nname: x\n" + rest, Media.YAML, ParseOptions.NONE);
    assertThat(read).isInstanceOf(ParseResult.Parsed.class);
    return ((ParseResult.Parsed) read).graph();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jobs: {a: {script: x, source: {repository: r}}} | jobs.a.source: sources
          """)
  void isNamedWithItsPlace(String rest, String words) {
    String file = rest.startsWith("{") ? rest.substring(1, rest.length() - 1) : rest;
    GraphSpec graph = graph(file.replace(", jobs:", "\njobs:"));
    assertThat(GraphCompiler.compile(graph))
        .isInstanceOfSatisfying(
            GraphCompiler.Compiled.Unsupported.class,
            refused -> {
              assertThat(refused.count()).isEqualTo(1);
              assertThat(
                      refused.places().getFirst().where()
                          + ": "
                          + refused.places().getFirst().message())
                  .isEqualTo(words + " are not supported by this server yet");
            });
  }

  @Test
  void whatOnlyPlansLookAtIsTaken() {
    GraphSpec graph =
        graph(
            "expect: size(jobs) > 0\nlimits: {jobsMax: 3}\njobs: {a: {script: x, reuse: true, expand: true}}");
    assertThat(GraphCompiler.compile(graph)).isInstanceOf(GraphCompiler.Compiled.Good.class);
  }
}
