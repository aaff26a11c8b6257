package croft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.json.Json;
import croft.protocol.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code croft plan}: what it prints and with what it ends. */
class PlanTest {
  private static final String LIBRARY =
      """
      croft: 1
      name: library
      parameters: {version: {default: "1.0"}}
      jobs:
        build: {script: make, estimate: 5m}
        test: {matrix: {part: [unit, it]}, needs: [build], script: make test, estimate: 2m}
        fuzz: {active: false, needs: [build], script: fuzz}
        crashes: {needs: [fuzz], script: x}
        go: {breakpoint: {approvers: ["group:release"]}, needs: ["test/**"]}
      """;

  @TempDir Path folder;
  private Streams streams;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("croft.yaml"), LIBRARY);
    streams = new Streams(folder).with("PATH", System.getenv("PATH"));
  }

  private int plan(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "plan";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return streams.run(all);
  }

  @Test
  void theJobsAreInTheirOrderWithWhatIsInactiveAndWhy() {
    streams.onTerminal(140);
    assertThat(plan("--color", "never")).isZero();
    assertThat(streams.out())
        .isEqualTo(
            """
            library
              jobs        6 (2 inactive), 6 dependencies, 3 levels
              version     1.0
              at least    7 min 00 s by the estimates of 3 of 4 jobs: build > test/unit

            level  job        what             takes  waits for           note
                1  build      default     5 min 00 s
                2  test/unit  default     2 min 00 s  build
                   test/it    default     2 min 00 s  build
                   fuzz       default                 build               inactive: active: false
                3  crashes    default                 fuzz                inactive: needs fuzz, which is inactive
                   go         breakpoint              test/unit, test/it
            """);
  }

  @Test
  void aDifferenceIsShownAndCanBeChecked() throws IOException {
    Files.writeString(
        folder.resolve("new.yaml"),
        LIBRARY.replace("fuzz, ", "fuzz, ").replace("2m", "3m").replace("go:", "gate:"));
    assertThat(plan("new.yaml", "--against", "croft.yaml")).isZero();
    assertThat(streams.out())
        .endsWith(
            """
            difference: 1 job added, 1 removed, 2 changed; 0 dependencies added, 0 removed
            + gate
            - go
            ~ test/unit
                estimate: 2m -> 3m
            ~ test/it
                estimate: 2m -> 3m
            """);
    assertThat(plan("new.yaml", "--against", "croft.yaml", "--check")).isEqualTo(3);
    assertThat(plan("--against", "croft.yaml", "--check")).isZero();
    assertThat(streams.out()).endsWith("no difference\n");
  }

  @Test
  void aValueMayBeOfAParameterThatTheOtherFileDoesNotHave() throws IOException {
    Files.writeString(
        folder.resolve("old.yaml"),
        LIBRARY.replace("parameters: {version: {default: \"1.0\"}}\n", ""));
    assertThat(plan("--against", "old.yaml", "--set", "version=2.0")).isZero();
    assertThat(streams.out()).contains("parameters.version: - -> 2.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "size(jobs) == 6|0|met     no good",
        "size(jobs) == 7|1|FAILED  no good",
        "\"matching('test/*')\"|1|\"        test/it\"",
        "size(jobz) == 7|2|FAULTY  size(jobz) == 7",
      })
  void expectationsDecideTheExitCode(String that, int code, String line) throws IOException {
    Files.writeString(
        folder.resolve("croft.yaml"),
        LIBRARY + "expect: [{that: \"" + that + "\", message: no good}]\n");
    assertThat(plan()).isEqualTo(code);
    assertThat(streams.out().lines()).contains(line);
    assertThat(plan("--format", "json")).isEqualTo(code);
  }

  @Test
  void itsJsonIsThePlanItself() {
    assertThat(plan("--format", "json")).isZero();
    JsonNode plan = Json.readResponse(streams.out(), JsonNode.class);
    assertThat(plan.path("jobs").size()).isEqualTo(6);
    assertThat(plan.path("criticalPath").path("seconds").asInt()).isEqualTo(420);
    assertThat(Json.readResponse(streams.out(), Plan.class).jobs().getFirst().key())
        .isEqualTo("build");
  }

  @Test
  void picturesAreInOtherLanguages() {
    assertThat(plan("--format", "dot")).isZero();
    assertThat(streams.out())
        .startsWith("digraph \"library\" {\n")
        .contains("  \"build\" -> \"test/unit\";\n");
    assertThat(plan("--format", "mermaid")).isZero();
    assertThat(streams.out()).contains("flowchart LR\n  j0[\"build\"]\n", "  j0 --> j1\n");
  }

  @Test
  void thePageNeedsNothingAndRunsNothing() throws IOException {
    Files.writeString(
        folder.resolve("croft.yaml"),
        LIBRARY.replace(
            "name: library", "name: library\ndescription: \"<script>alert(1)</script>\""));
    assertThat(plan("--format", "html")).isZero();
    assertThat(streams.out())
        .contains("default-src 'none'", "&lt;script&gt;", "<svg ", ">test/unit</text>")
        .doesNotContain("<script", "http:", "https:", "src=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--check|croft: --check compares, but with what?",
        "--format pdf|'pdf' is unknown; known are text, json, dot, mermaid, html",
        "--limit -1|croft: --limit is -1",
        "nothing.yaml|croft: there is no file",
        "croft.yaml --generator ./x|croft: both a graph file and a generator are named",
        "--set v=1|which the file does not have",
      })
  void whatIsWrongIsToldWithExitCode2(String line, String error) {
    assertThat(plan(line.split(" "))).isEqualTo(2);
    assertThat(streams.err()).contains(error);
  }

  @Test
  void aCycleIsNamed() throws IOException {
    Files.writeString(
        folder.resolve("croft.yaml"),
        "croft: 1\nname: x\njobs: {a: {script: x, needs: b}, b: {script: x, needs: a}}");
    assertThat(plan()).isEqualTo(2);
    assertThat(streams.err()).contains("jobs wait for each other in a cycle");
  }

  private void program(String text) throws IOException {
    Path program = folder.resolve("graph.sh");
    Files.writeString(program, "#!/bin/sh\n" + text);
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void aGeneratorSeesItsParametersAndNoSecrets() throws IOException {
    program(
        """
        env | grep -v '^PWD\\|^SHLVL\\|^_\\|^OLDPWD' | sort | tr '\\n' ' ' >seen
        printf '{"croft": 1, "name": "made", "jobs": {"%s": {"script": "x"}}}' "$CROFT_PARAM_job_key"
        """);
    streams.with("SECRET", "s3cret").with("LANG", "C");
    assertThat(plan("--generator", "./graph.sh --all", "--set", "job-key=build")).isZero();
    assertThat(streams.out()).startsWith("made\n").contains("build");
    assertThat(Files.readString(folder.resolve("seen")))
        .isEqualTo("CROFT_PARAM_job_key=build LANG=C PATH=" + System.getenv("PATH") + " ");
  }

  @Test
  void whatAGeneratorSaysIsShownWhenItFails() throws IOException {
    program("echo 'no such branch' >&2; exit 3\n");
    assertThat(plan("--generator", "./graph.sh")).isEqualTo(2);
    assertThat(streams.err())
        .contains("the generator './graph.sh' ended with exit code 3", "no such branch");
  }

  /** Its end must not close what it has printed and nobody has read yet. */
  @Test
  void whatAGeneratorSaysIsThereHoweverFastItEnds() throws IOException {
    program("echo 'no such branch' >&2; exit 3\n");
    for (int time = 1; time <= 200; time++) {
      plan("--generator", "./graph.sh");
      assertThat(streams.err().split("no such branch", -1)).hasSize(time + 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "echo hello|printed no JSON object",
        "echo '{\"croft\": 1,'|printed no JSON",
        "sleep 60 & echo '{}'; sleep 60|did not end within 1.0 s",
        "yes '{\"a\": 1}'|printed more than 16,777,216 bytes",
        "echo '{\"croft\": 1, \"name\": \"x\", \"jobs\": {}}'|the graph has no jobs",
        "echo '{\"generator\": {\"command\": \"x\"}}'|printed the key generator",
      })
  void aGeneratorThatPrintsNoGraphIsTold(String script, String error) throws IOException {
    program(script + "\n");
    String timeout = script.startsWith("sleep") ? "1" : "30";
    assertThat(plan("--generator", "./graph.sh", "--timeout", timeout)).isEqualTo(2);
    assertThat(streams.err()).contains(error);
  }

  @ParameterizedTest
  @CsvSource({
    "generator-python,./graph.py,chunks=3,test/windows/3",
    "generator-shell,./graph.sh,names=ann bob,greet/bob"
  })
  void theExamplesOfGeneratorsMakeGraphs(String name, String command, String set, String job) {
    var there =
        new Streams(Path.of("..", "examples", name).toAbsolutePath().normalize())
            .with("PATH", System.getenv("PATH"));
    assertThat(there.run("plan", "--generator", command, "--set", set)).isZero();
    assertThat(there.out()).contains(job);
  }
}
