package croft.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FittedGraphTest {
  private static final String CODEC = read(Path.of("../examples/commons-codec/graph.yaml"));

  @Test
  void aGraphWhoseJobsCanAllRunStaysAsItIs() {
    FittedGraph fitted = FittedGraph.of(CODEC, Set.of("jdk=17", "jdk=25"));

    assertThat(fitted.text()).isEqualTo(CODEC);
    assertThat(fitted.changed()).isFalse();
    assertThat(fitted.notice()).isEmpty();
  }

  @Test
  void jobsForAJdkThatNoWorkerHasAreInactiveAndSayWhy() {
    FittedGraph fitted = FittedGraph.of(CODEC, Set.of("jdk=25", "os=linux"));

    assertThat(fitted.inactive())
        .containsOnlyKeys(
            "compile/17", "test/17/binary", "test/17/digest", "test/17/bm", "test/17/rest");
    assertThat(fitted.notice()).contains("compile/17").endsWith("because no worker has jdk=17");
    JsonNode jobs = jobs(fitted);
    JsonNode test = jobs.get("test/17/binary");
    assertThat(test.get("active").booleanValue()).isFalse();
    assertThat(test.get("description").stringValue())
        .startsWith("Inactive: no worker has the label jdk=17");
    assertThat(test.get("labels").toString()).isEqualTo("[\"jdk=17\"]");
    assertThat(test.get("env").toString()).isEqualTo("{\"JDK\":\"17\",\"CHUNK\":\"binary\"}");
    assertThat(test.has("matrix")).isFalse();
  }

  @Test
  void theOtherCombinationsStayAMatrix() {
    JsonNode jobs = jobs(FittedGraph.of(CODEC, Set.of("jdk=25")));

    assertThat(jobs.get("test").get("matrix").toString())
        .isEqualTo("{\"jdk\":[25],\"chunk\":[\"binary\",\"digest\",\"bm\",\"rest\"]}");
    assertThat(jobs.get("merge")).isNotNull();
  }

  @Test
  void anInactiveJobNeedsTheInactiveOnesOfItsOwnCombination() {
    JsonNode jobs = jobs(FittedGraph.of(CODEC, Set.of("jdk=25")));

    assertThat(jobs.get("test/17/bm").get("needs").toString())
        .isEqualTo("[\"fetch\",\"compile/17\"]");
  }

  @Test
  void aSingleJobIsInactiveToo() {
    FittedGraph fitted =
        FittedGraph.of("{croft: 1, jobs: {draw: {labels: [gpu], script: paint}}}", Set.of());

    assertThat(jobs(fitted).get("draw").get("active").booleanValue()).isFalse();
  }

  private static JsonNode jobs(FittedGraph fitted) {
    return Json.requests().readTree(fitted.text()).get("jobs");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException("run from the module's folder", e);
    }
  }
}
