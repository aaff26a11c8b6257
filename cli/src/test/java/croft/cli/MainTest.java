package croft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "frobnicate | croft: there is no verb 'frobnicate'",
        "sho | Did you mean show",
        "show --stat failed | Did you mean --state?",
        "logs | croft: croft logs: Missing required parameter: '[GRAPH] JOB'",
        "cancel | croft: croft cancel: Missing required parameter: 'GRAPH'",
        "hold last --url http://127.0.0.1:1 | croft: which jobs?",
        "priority last high | Invalid value for positional parameter at index 1 (NUMBER): 'high'",
        "graphs --state winning | 'winning' is unknown; known are draft, running, succeeded",
        "graphs --limit 0 | croft: --limit is 0",
        "graphs --color sometimes --limit 0 | croft: --limit is 0",
        "config --color sometimes | croft: color is 'sometimes'",
        "help frobnicate | croft: there is no verb 'frobnicate'",
        "rerun last --url http://127.0.0.1:1 | croft: which jobs?",
        "graphs --url farm | croft: 'farm' (from --url) is not the address of a farm",
        "submit nothing.yaml | croft: there is no file",
        "submit | croft: there is no croft.yaml in this folder",
        "exec --needs last -- true | croft: --needs 'last' is not GRAPH:JOB",
      })
  void whatIsWrongInTheCommandLineIsToldWithExitCode2(String line, String error) {
    var streams = new Streams(folder);
    assertThat(streams.run(line.split(" "))).isEqualTo(2);
    assertThat(streams.err()).contains(error).doesNotContain("\tat ");
    assertThat(streams.out()).isEmpty();
  }

  @Test
  void aFarmThatIsNotThereIsExitCode4AndSaysHowToStartOne() {
    var streams = new Streams(folder);
    assertThat(streams.run("graphs", "--url", "http://127.0.0.1:1")).isEqualTo(4);
    assertThat(streams.err())
        .isEqualTo(
            """
            croft: cannot reach the farm at http://127.0.0.1:1: nothing listens there
            Check the address (croft config shows where it comes from), or whether it runs.
            """);
  }

  @ParameterizedTest
  @CsvSource({"--help", "-h", "help"})
  void theOverviewListsEveryVerb(String argument) {
    var streams = new Streams(folder);
    assertThat(streams.run(argument)).isZero();
    for (Verbs verb : Verbs.values()) {
      assertThat(streams.out()).contains("\n  " + verb.text() + " ");
    }
    assertThat(streams.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(101));
  }

  @ParameterizedTest
  @CsvSource({"--version", "-V", "version"})
  void itSaysItsVersion(String argument) {
    var streams = new Streams(folder);
    assertThat(streams.run(argument)).isZero();
    assertThat(streams.out()).startsWith("croft ").hasLineCount(1);
  }

  @Test
  void globalOptionsMayStandBeforeOrAfterTheVerb() {
    for (String[] line :
        new String[][] {
          {"--project", "p1", "config", "--json"}, {"config", "--json", "--project", "p1"}
        }) {
      var streams = new Streams(folder);
      assertThat(streams.run(line)).isZero();
      assertThat(streams.out())
          .contains("\"project\":{")
          .containsPattern("\"value\":\"p1\"")
          .contains("\"source\":\"--project\"");
    }
  }

  @Test
  void aTokenIsNotShownByConfig() {
    var streams = new Streams(folder).with("CROFT_TOKEN", "very-secret-token");
    assertThat(streams.run("config")).isZero();
    assertThat(streams.out()).contains("very…").doesNotContain("secret").contains("CROFT_TOKEN");
  }

  @Test
  void initWritesAGraphThatIsFreeOfFaultsAndDoesNotOverwrite() throws Exception {
    var streams = new Streams(folder);
    assertThat(streams.run("init")).isZero();
    assertThat(streams.out()).isEqualTo("wrote croft.yaml\nnext: croft submit --watch\n");
    assertThat(
            croft.cli.command.GraphInput.read(
                    "croft.yaml", folder, streams.surroundings().in(), java.util.Map.of())
                .spec())
        .satisfies(spec -> assertThat(spec.jobCount()).isEqualTo(5));
    assertThat(streams.run("init")).isEqualTo(2);
    assertThat(streams.err()).contains("is already there");
    assertThat(streams.run("init", "deep/er")).isZero();
    assertThat(folder.resolve("deep/er/croft.yaml")).exists();
  }

  @Test
  void bashCompletesVerbsAndOptions() throws Exception {
    var streams = new Streams(folder);
    assertThat(streams.run("completion")).isZero();
    Path script = Files.writeString(folder.resolve("croft.bash"), streams.out());
    assertThat(completed(script, "croft", "sub")).contains("submit");
    assertThat(completed(script, "croft", "submit", "--wat")).contains("--watch");
    assertThat(completed(script, "croft", "rerun", "--d")).contains("--downstream");
  }

  @Test
  void zshGetsBashCompletionSwitchedOnFirst() {
    var streams = new Streams(folder);
    assertThat(streams.run("completion", "zsh")).isZero();
    assertThat(streams.out()).startsWith("autoload -U +X bashcompinit && bashcompinit\n");
  }

  private static String completed(Path script, String... words) throws Exception {
    String line = String.join(" ", words);
    String program =
        "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d;"
                .formatted(script, line, words.length - 1, line, line.length())
            + " _complete_croft; echo \"${COMPREPLY[@]}\"";
    Process bash = new ProcessBuilder("bash", "-c", program).redirectErrorStream(true).start();
    try (var out = bash.getInputStream()) {
      String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return printed;
    }
  }
}
