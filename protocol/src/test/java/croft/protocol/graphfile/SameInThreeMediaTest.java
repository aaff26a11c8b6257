package croft.protocol.graphfile;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A random file that is right means the same in YAML, JSON and NDJSON, from text or a stream. */
class SameInThreeMediaTest {
  @Property(tries = 300)
  void aFileMeansTheSameInAllThree(@ForAll long seed) {
    Map<String, Object> file = new RandomFile(new Random(seed)).file();

    GraphSpec json = GraphFiles.graph(Json.text(file), Media.JSON, ParseOptions.NONE);

    assertThat(GraphFiles.graph(ndjson(file), Media.NDJSON, ParseOptions.NONE)).isEqualTo(json);
    assertThat(GraphFiles.graph(Json.text(file))).as("JSON is YAML").isEqualTo(json);
    for (FlowStyle style : FlowStyle.values()) {
      var dump =
          new Dump(
              DumpSettings.builder()
                  .setSchema(new CoreSchema())
                  .setDefaultFlowStyle(style)
                  .build());
      assertThat(GraphFiles.graph(dump.dumpToString(file))).isEqualTo(json);
    }
    assertThat(json.definitions()).doesNotHaveDuplicates();
    for (Definition definition : json.definitions()) {
      assertThat(Definition.fromJson(definition.toJson())).isEqualTo(definition);
    }
  }

  private static String ndjson(Map<String, Object> file) {
    var header = new LinkedHashMap<>(file);
    var lines = new StringBuilder();
    if (header.remove("jobs") instanceof Map<?, ?> jobs) {
      jobs.forEach(
          (key, fields) -> {
            var line = new LinkedHashMap<Object, Object>();
            line.put("key", key);
            line.putAll((Map<?, ?>) fields);
            lines.append(Json.text(line)).append('\n');
          });
    }
    return Json.text(header) + "\n" + lines;
  }

  /** Makes files that are right; only their cycles, which reading does not look for, are not. */
  private record RandomFile(Random random) {
    Map<String, Object> file() {
      var file = new LinkedHashMap<String, Object>();
      file.put("croft", 1);
      file.put("name", "random");
      maybe(() -> file.put("description", text()));
      maybe(() -> file.put("tags", List.of("t1", "t2")));
      maybe(() -> file.put("priority", random.nextInt(-1000, 1001)));
      maybe(() -> file.put("deadline", duration()));
      maybe(() -> file.put("subject", Map.of("branch", text(), "parents", List.of("a", "b"))));
      maybe(() -> file.put("parameters", Map.of("p1", Map.of("default", text()))));
      maybe(() -> file.put("defaults", defaults()));
      var keys = new ArrayList<String>();
      var jobs = new LinkedHashMap<String, Object>();
      int count = random.nextInt(1, 8);
      for (int i = 0; i < count; i++) {
        String key = (random.nextBoolean() ? "j" : "group/") + i;
        Map<String, Object> job = job(i, keys);
        jobs.put(key, job);
        if (!job.containsKey("matrix")) {
          keys.add(key);
        }
      }
      file.put("jobs", jobs);
      return file;
    }

    private Map<String, Object> job(int others, List<String> singles) {
      var job = new LinkedHashMap<String, Object>();
      if (random.nextInt(5) == 0) {
        kind(job);
        if (others > 0) {
          job.put("needs", dependencies(singles));
        }
        return job;
      }
      job.put("script", random.nextBoolean() ? "run " + text() : List.of("a", "b " + text()));
      maybe(() -> job.put("env", Map.of("A", text(), "B", random.nextInt(), "C", true)));
      maybe(() -> job.put("timeout", random.nextInt(1, 60) + "m"));
      maybe(() -> job.put("outputs", List.of("out/**", "*.zip")));
      maybe(() -> job.put("inputs", List.of(Map.of("files", "*.zip", "to", "in/{key}"))));
      maybe(() -> job.put("labels", List.of("os=linux", "x")));
      maybe(() -> job.put("resources", Map.of("cpus", 2, "memory", "2Gi")));
      maybe(() -> job.put("retry", Map.of("attempts", 3, "on", List.of("failed", "lost"))));
      maybe(() -> job.put("expand", Map.of("file", "f", "jobsMax", 5)));
      maybe(() -> job.put("reuse", true));
      maybe(() -> job.put("source", Map.of("repository", "r", "revision", "0.10")));
      maybe(() -> job.put("active", random.nextBoolean()));
      maybe(() -> job.put("allowFailure", random.nextBoolean()));
      maybe(() -> job.put("face", Map.of("title", text(), "symbol", "S", "tier", 2)));
      maybe(() -> job.put("estimate", duration()));
      maybe(() -> job.put("matrix", matrix()));
      if (others > 0) {
        maybe(() -> job.put("needs", dependencies(singles)));
        maybe(() -> job.put("after", List.of("**")));
      }
      maybe(() -> job.put("barrier", true));
      return job;
    }

    private void kind(Map<String, Object> job) {
      switch (random.nextInt(5)) {
        case 0 -> job.put("breakpoint", true);
        case 1 ->
            job.put(
                "breakpoint", Map.of("approvers", List.of("user:a", "group:b"), "timeout", "24h"));
        case 2 -> job.put("notify", Map.of("message", text(), "topic", "t"));
        case 3 -> job.put("timer", Map.of("at", "2026-12-01T08:00:00.5Z"));
        default -> {
          var file = new LinkedHashMap<String, Object>();
          file.put("croft", 1);
          file.put("name", "child");
          file.put("parameters", Map.of("v", Map.of("default", text())));
          file.put("jobs", Map.of("c", Map.of("script", "x " + text(), "priority", -7)));
          job.put("graph", Map.of("file", file, "parameters", Map.of("v", text())));
        }
      }
    }

    private Map<String, Object> defaults() {
      return Map.of("pool", "p", "env", Map.of("A", "default"), "tags", List.of("d"));
    }

    private Map<String, Object> matrix() {
      var matrix = new LinkedHashMap<String, Object>();
      matrix.put("os", List.of("linux", "mac"));
      maybe(() -> matrix.put("jdk", List.of(17, 25, "x")));
      maybe(() -> matrix.put("exclude", List.of(Map.of("os", "mac"))));
      return matrix;
    }

    private List<Object> dependencies(List<String> singles) {
      var list = new ArrayList<Object>();
      list.add("**");
      if (!singles.isEmpty()) {
        list.add(one(singles));
        list.add(keyOn(one(singles)));
      }
      maybe(() -> list.add(Map.of("any", List.of("**"))));
      maybe(() -> list.add(Map.of("atLeast", 1, "of", List.of("**", keyOn("**")))));
      return list;
    }

    private Map<String, Object> keyOn(String job) {
      List<String> conditions = List.of("failed", "ran", "finished");
      return Map.of("job", job, "on", one(conditions));
    }

    private String duration() {
      return random.nextInt(1, 100) + one(List.of("ms", "s", "m", "h", "d"));
    }

    /** Texts that YAML would take for something else if they were not quoted. */
    private String text() {
      return one(List.of(
              "x",
              "yes",
              "null",
              "1.10",
              "0x1",
              "~",
              "a: b",
              "- a",
              "#c",
              "\"",
              "'",
              "{x",
              "[y",
              "two\nlines\n",
              " lead",
              "tab\there",
              "\u20ac\ud83d\ude00",
              "*a",
              "&b",
              "!c",
              "%d"))
          .replace("{", "(");
    }

    private <T> T one(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    private void maybe(Runnable action) {
      if (random.nextInt(3) == 0) {
        action.run();
      }
    }
  }
}
