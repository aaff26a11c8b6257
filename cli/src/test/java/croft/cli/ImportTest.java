package croft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import croft.cli.command.GraphInput;
import croft.protocol.graphfile.GraphSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportTest {
  private static final Path CASES = Path.of("..", "..", "shared", "cases").toAbsolutePath();

  @TempDir Path folder;

  private GraphSpec graph(Streams streams) throws IOException {
    return Objects.requireNonNull(
        GraphInput.read("graph.yaml", folder, streams.surroundings().in(), Map.of()).spec());
  }

  @ParameterizedTest
  @CsvSource({
    "taskcluster, taskcluster/full-task-graph-5b737673.json, 551, 1678",
    "taskcluster, taskcluster/full-task-graph-953e0869.json, 551, 1682",
    "wfformat, wfcommons/helloworld-forkjoin-10-chameleon.json, 10, 16",
    "wfformat, wfcommons/srasearch-chameleon-20a-001.json, 42, 60",
    "wfformat, wfcommons/cutandrun-dirt02-001.json, 120, 196",
    "wfformat, wfcommons/1000genome-chameleon-6ch-250k-001.json, 246, 318",
  })
  void everyJobAndEdgeOfRealFilesIsKept(String format, String file, int jobs, long edges)
      throws IOException {
    Path from = CASES.resolve(file);
    assumeTrue(Files.exists(from), "no " + from + ": not imported");
    var streams = new Streams(folder);
    assertThat(streams.run("import", format, from.toString(), "-o", "graph.yaml")).isZero();
    assertThat(streams.out())
        .isEqualTo(
            "wrote graph.yaml: %,d jobs, %,d dependencies%nnext: croft submit graph.yaml --watch%n"
                .formatted(jobs, edges));
    GraphSpec graph = graph(streams);
    assertThat(graph.jobCount()).isEqualTo(jobs);
    assertThat(graph.dependencyCount()).isEqualTo(edges);
  }

  @Test
  void aWorkflowIsPrintedAsAReplay() throws IOException {
    Files.writeString(
        folder.resolve("w.json"),
        """
        {"name": "w", "workflow": {"tasks": [
          {"id": "a", "runtimeInSeconds": 20},
          {"id": "b", "runtimeInSeconds": 5, "parents": ["a"]}]}}""");
    var streams = new Streams(folder);
    assertThat(streams.run("import", "wfformat", "w.json", "--replay", "0.1")).isZero();
    assertThat(streams.out())
        .isEqualTo(
            """
            croft: 1
            name: w
            jobs:
              a:
                script: "sleep 2.000"
                estimate: "2000ms"
              b:
                needs:
                  - a
                script: "sleep 0.500"
                estimate: "500ms"
            """);
    assertThat(streams.err()).isEqualTo("2 jobs, 1 dependencies\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "import makefile w.json | croft: 'makefile' is not a format that can be imported",
        "import wfformat gone.json | croft: there is no file gone.json",
        "import wfformat w.json | croft: w.json: it is not JSON",
        "import taskcluster w.json --replay 1 | croft: w.json: it is not JSON",
        "import taskcluster t.json --replay 1 | croft: --replay is for wfformat",
        "import wfformat t.json | croft: t.json: it is not WfFormat",
        "import wfformat ok.json --replay 0 | croft: --replay is 0.0",
      })
  void whatCannotBeImportedIsToldWithExitCode2(String line, String error) throws IOException {
    Files.writeString(folder.resolve("w.json"), "{");
    Files.writeString(folder.resolve("t.json"), "{\"a\": {\"task\": {}, \"dependencies\": {}}}");
    Files.writeString(
        folder.resolve("ok.json"),
        "{\"workflow\": {\"tasks\": [{\"id\": \"a\", \"runtime\": 1}]}}");
    var streams = new Streams(folder);
    assertThat(streams.run(line.split(" "))).isEqualTo(2);
    assertThat(streams.err()).contains(error).doesNotContain("\tat ");
    assertThat(streams.out()).isEmpty();
  }
}
