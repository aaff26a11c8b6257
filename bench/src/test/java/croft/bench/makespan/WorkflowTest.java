package croft.bench.makespan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkflowTest {
  @TempDir Path folder;

  private String printed(int exitCode) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertThat(Makespan.run(folder, stream, stream)).isEqualTo(exitCode);
    return out.toString(StandardCharsets.UTF_8);
  }

  private void file(String tasks) throws IOException {
    Files.writeString(
        folder.resolve("w.json"),
        "{'workflow': {'tasks': [%s]}}".formatted(tasks).replace('\'', '"'));
  }

  @Test
  void aChainTakesItsCriticalPathInEveryOrder() throws IOException {
    file("{'id': 'a', 'runtime': 2}, {'id': 'b', 'runtime': 3, 'parents': ['a']}");
    assertThat(printed(0))
        .contains(
            "{\"scenario\":\"makespan\",\"workflow\":\"w\",\"jobs\":2,\"slots\":2,\"boundMs\":5000,"
                + "\"fifo\":1.0,\"hops\":1.0,\"paths\":1.0,\"planned\":1.0,\"learntPaths\":1.0,"
                + "\"learntPlanned\":1.0}");
  }

  @Test
  void whatCannotBeMeasuredIsSaidWithItsFile() throws IOException {
    assertThat(printed(2)).contains("has no WfFormat files");
    file("{'id': 'a'}");
    assertThat(printed(2)).contains("w.json: it does not say how long 'a' ran");
    file("{'id': 'a', 'runtime': 0}");
    assertThat(printed(2)).contains("w.json: none of its tasks took any time");
    file(
        "{'id': 'a', 'runtime': 1, 'parents': ['b']}, {'id': 'b', 'runtime': 1, 'parents': ['a']}");
    assertThat(printed(2)).contains("w.json: some of its tasks wait for each other");
  }
}
