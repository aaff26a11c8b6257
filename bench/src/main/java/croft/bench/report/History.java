package croft.bench.report;

import croft.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** What was measured of each version, as a file with a line of JSON each; the newest comes last. */
public final class History {
  private static final String VERSION = "version";
  private static final String SCENARIO = "scenario";

  private final Path file;

  /** A file that need not be there yet. */
  public History(Path file) {
    this.file = file;
  }

  /**
   * Adds what was measured of a version. It replaces what was measured before of the same version
   * in the same scenario.
   *
   * @param date the day, as 2026-11-24
   */
  public void record(String version, String date, Line line) throws IOException {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(VERSION, version);
    entry.put("date", date);
    entry.putAll(line.values());
    List<Map<String, Object>> all = new ArrayList<>(entries());
    all.removeIf(
        other ->
            version.equals(other.get(VERSION))
                && Objects.equals(entry.get(SCENARIO), other.get(SCENARIO)));
    all.add(entry);
    Files.writeString(
        file, String.join("", all.stream().map(each -> Json.text(each) + "\n").toList()));
  }

  private List<Map<String, Object>> entries() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<Map<String, Object>> entries = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank()) {
        entries.add(Json.readResponse(line, new TypeReference<>() {}));
      }
    }
    return entries;
  }

  /**
   * The newest versions' bars of one scenario after the other, where all of these were measured.
   */
  List<Bars.Bar> bars(List<String> scenarios, List<String> values, int versionsMax)
      throws IOException {
    List<Bars.Bar> bars = new ArrayList<>();
    List<Map<String, Object>> entries = entries();
    for (String scenario : scenarios) {
      List<Map<String, Object>> measured =
          entries.stream()
              .filter(entry -> scenario.equals(entry.get(SCENARIO)))
              .filter(entry -> entry.keySet().containsAll(values))
              .toList();
      for (Map<String, Object> entry :
          measured.subList(Math.max(0, measured.size() - versionsMax), measured.size())) {
        bars.add(
            new Bars.Bar(
                scenario,
                String.valueOf(entry.get(VERSION)),
                values.stream().map(value -> number(entry.get(value))).toList()));
      }
    }
    return bars;
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  /** Draws the history: what a job costs, and how many there are in a second. */
  public void plot(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> scenarios = List.of("submit", "flat", "layered", "fan");
    Files.writeString(
        folder.resolve("cost-per-job.svg"),
        new Bars(
                "Processor time per job, microseconds, by version",
                List.of("server", "database"),
                bars(scenarios, List.of("serverCpuUsPerJob", "databaseCpuUsPerJob"), 12))
            .svg());
    Files.writeString(
        folder.resolve("jobs-per-second.svg"),
        new Bars(
                "Jobs per second, by version",
                List.of("jobs/s"),
                bars(List.of("flat", "layered", "fan"), List.of("jobsPerSecond"), 12))
            .svg());
  }
}
