package croft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir Path folder;

  private History history() {
    return new History(folder.resolve("history.jsonl"));
  }

  private static Line flat(double cpu) {
    return Line.of("flat").put("jobs", 10L).put("serverCpuUsPerJob", cpu);
  }

  @Test
  void eachVersionHasOneLineOfAScenarioAndTheNewestComesLast() throws IOException {
    history().record("v1", "2026-11-01", flat(50));
    history().record("v1", "2026-11-01", Line.of("chain").put("p50Ms", 1.5));
    history().record("v2", "2026-11-02", flat(60));
    history().record("v1", "2026-11-03", flat(55));

    assertThat(Files.readAllLines(folder.resolve("history.jsonl")))
        .containsExactly(
            "{\"version\":\"v1\",\"date\":\"2026-11-01\",\"scenario\":\"chain\",\"p50Ms\":1.5}",
            "{\"version\":\"v2\",\"date\":\"2026-11-02\",\"scenario\":\"flat\",\"jobs\":10,"
                + "\"serverCpuUsPerJob\":60.0}",
            "{\"version\":\"v1\",\"date\":\"2026-11-03\",\"scenario\":\"flat\",\"jobs\":10,"
                + "\"serverCpuUsPerJob\":55.0}");
  }

  @Test
  void onlyTheNewestVersionsAreDrawnAndOnlyWhereAllWasMeasured() throws IOException {
    history().record("v1", "2026-11-01", flat(50));
    history().record("v2", "2026-11-02", flat(60));
    history().record("v3", "2026-11-03", flat(70));
    history().record("v4", "2026-11-04", Line.of("flat").put("jobs", 10L));

    assertThat(history().bars(List.of("chain", "flat"), List.of("serverCpuUsPerJob"), 2))
        .containsExactly(
            new Bars.Bar("flat", "v2", List.of(60.0)), new Bars.Bar("flat", "v3", List.of(70.0)));
  }

  @Test
  void aHistoryThatIsNotThereIsEmpty() throws IOException {
    history().plot(folder.resolve("plots"));
    assertThat(folder.resolve("plots/cost-per-job.svg")).isNotEmptyFile();
  }
}
