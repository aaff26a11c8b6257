package croft.testing.web;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import croft.protocol.client.Content;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.Submission;
import croft.protocol.json.Json;
import croft.protocol.wire.GraphView;
import croft.testing.harness.FarmHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Measures the web app in this system's Chromium, on a server in another process: one line of JSON
 * for each graph. {@code ./croft bench web [--jobs N] [--dir DIR]}; DIR has full task graphs of
 * Taskcluster, the first of which is repeated until it is large enough.
 */
public final class WebBench {
  private static final int[] SIZES = {10_000, 30_000};
  private static final int LAYERS = 20;
  private static final int FRAMES = 240;

  /** Frames in one direction, then back: there and back is a screen and more. */
  private static final int TURN = 60;

  private static final int CHANGES = 20;
  private static final double PATIENCE_MS = 60_000;

  /** Watches what keeps the page from answering, from its first moment on. */
  private static final String WATCH =
      """
      window.croftLong = [];
      new PerformanceObserver((list) => {
        for (const each of list.getEntries()) window.croftLong.push(each.duration);
      }).observe({type: "longtask", buffered: true});
      """;

  private static final String FIRST_FRAME =
      "() => performance.getEntriesByName('croft.change').length > 0";

  private static final String FIRST_FRAME_AT =
      "() => { const it = performance.getEntriesByName('croft.change')[0];"
          + " return it.startTime + it.duration; }";

  /** Wheels about, a step each frame; answers the frames' script and distance. */
  private static final String PAN =
      """
      async ([frames, turn]) => {
        const frame = document.querySelector(".picture-frame");
        performance.clearMeasures("croft.frame");
        window.croftLong = [];
        const gaps = [];
        let last = await new Promise(requestAnimationFrame);
        for (let i = 0; i < frames; i++) {
          const to = Math.floor(i / turn) % 2 === 0 ? 1 : -1;
          frame.dispatchEvent(new WheelEvent("wheel", {deltaX: to * 20, deltaY: to * 30, bubbles: true, cancelable: true}));
          const now = await new Promise(requestAnimationFrame);
          gaps.push(now - last);
          last = now;
        }
        return [
          performance.getEntriesByName("croft.frame").map((each) => each.duration),
          gaps,
          Math.max(0, ...window.croftLong),
        ];
      }
      """;

  private static final String CHANGED_AT =
      """
      () => {
        const all = performance.getEntriesByName("croft.change");
        const it = all[all.length - 1];
        return [all.length, it === undefined ? 0 : performance.timeOrigin + it.startTime + it.duration];
      }
      """;

  private final FarmHarness farm;
  private final Chromium chromium;

  private WebBench(FarmHarness farm, Chromium chromium) {
    this.farm = farm;
    this.chromium = chromium;
  }

  public static void main(String[] args) throws Exception {
    int[] sizes = SIZES;
    Path cases = Path.of(System.getProperty("croft.root", "."), "..", "shared/cases/taskcluster");
    for (int at = 0; at + 1 < args.length; at += 2) {
      switch (args[at]) {
        case "--jobs" -> sizes = new int[] {Integer.parseInt(args[at + 1])};
        case "--dir" -> cases = Path.of(args[at + 1]);
        default -> throw new IllegalArgumentException("usage: bench web [--jobs N] [--dir DIR]");
      }
    }
    try (FarmHarness farm = FarmHarness.start(Duration.ofSeconds(30));
        Chromium chromium = new Chromium()) {
      WebBench bench = new WebBench(farm, chromium);
      // What a server and a browser have done before: both have compiled their hot paths.
      bench.measure("layered", layered(2_000));
      for (int size : sizes) {
        System.out.println(Json.text(bench.measure("layered", layered(size))));
        if (Files.isDirectory(cases)) {
          System.out.println(Json.text(bench.measure("taskcluster", taskcluster(cases, size))));
        } else {
          System.err.println("no Taskcluster graphs in " + cases + ": --dir names their folder");
        }
      }
    }
  }

  /**
   * A graph.
   *
   * @param first a job that is ready at once
   */
  private record Jobs(List<String> lines, String first) {}

  /** Layers of jobs, each of which needs three of the layer before. */
  private static Jobs layered(int jobs) {
    int width = jobs / LAYERS;
    List<String> lines = new ArrayList<>(jobs);
    for (int job = 0; job < width * LAYERS; job++) {
      int layer = job / width;
      int at = job % width;
      List<String> needs =
          layer == 0
              ? List.of()
              : Stream.of(at, (at * 7 + 1) % width, (at * 13 + 5) % width)
                  .distinct()
                  .map(other -> "layer-%d/job-%d".formatted(layer - 1, other))
                  .toList();
      lines.add(line("layer-%d/job-%d".formatted(layer, at), needs));
    }
    return new Jobs(lines, "layer-0/job-0");
  }

  /** The first full task graph in a folder, as often as it takes. */
  private static Jobs taskcluster(Path folder, int jobs) throws IOException {
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file =
          files
              .filter(each -> each.toString().endsWith(".json"))
              .sorted()
              .findFirst()
              .orElseThrow(() -> new IOException("no *.json in " + folder));
    }
    JsonNode graph = Json.responses().readTree(Files.readAllBytes(file));
    List<String> lines = new ArrayList<>(jobs);
    String first = "";
    for (int run = 0; lines.size() < jobs; run++) {
      String before = "run-" + run + "/";
      for (Map.Entry<String, JsonNode> task : graph.properties()) {
        List<String> needs = new ArrayList<>();
        task.getValue().path("dependencies").forEach(label -> needs.add(before + label.asString()));
        if (first.isEmpty() && needs.isEmpty()) {
          first = before + task.getKey();
        }
        lines.add(line(before + task.getKey(), needs));
      }
    }
    return new Jobs(lines, first);
  }

  private static String line(String key, List<String> needs) {
    return Json.text(Map.of("key", key, "needs", needs, "script", "true"));
  }

  private Map<String, Object> measure(String name, Jobs jobs)
      throws IOException, InterruptedException {
    String text =
        Json.text(Map.of("croft", 1, "name", name)) + "\n" + String.join("\n", jobs.lines()) + "\n";
    GraphView graph =
        farm.project()
            .submit(Submission.ndjson(Content.of(text.getBytes(StandardCharsets.UTF_8))))
            .graph();
    String path = "/graphs/" + graph.graph();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("scenario", "web");
    line.put("graph", name);
    line.put("jobs", graph.jobs());
    line.put("dependencies", graph.dependencies());
    try (Tab tab = tab()) {
      tab.open(path);
      tab.page().waitForSelector(".chip, .board-row");
      line.put("boardMs", round(number(tab.page().evaluate("() => performance.now()"))));
    }
    try (Tab tab = tab()) {
      line.put("firstPaintMs", firstPaint(tab, path + "?tab=dependencies"));
      changes(tab, graph.graph(), jobs.first(), line);
    }
    try (Tab tab = tab()) {
      line.put("allOpenMs", firstPaint(tab, path + "?tab=dependencies&open=*"));
      pan(tab, line, "");
      tab.page().getByText("Whole graph").click();
      tab.page().locator(".picture-frame").focus();
      for (int times = 0; times < 8; times++) {
        tab.press("+");
      }
      pan(tab, line, "Far");
      CDPSession session = tab.page().context().newCDPSession(tab.page());
      session.send("HeapProfiler.collectGarbage");
      session.send("Performance.enable");
      line.put("pageHeapMb", round(metric(session, "JSHeapUsedSize") / 1e6));
      line.put("rendererMb", rendererMb());
    }
    return line;
  }

  private Tab tab() throws IOException {
    Tab tab = chromium.tab(farm.url(), farm.token(), ColorScheme.LIGHT);
    tab.page().context().setDefaultTimeout(PATIENCE_MS);
    tab.page().addInitScript(WATCH);
    return tab;
  }

  /** Until everything of the picture that fits the screen is on it. */
  private static double firstPaint(Tab tab, String path) {
    tab.open(path);
    tab.page().waitForFunction(FIRST_FRAME);
    return round(number(tab.page().evaluate(FIRST_FRAME_AT)));
  }

  private static void pan(Tab tab, Map<String, Object> line, String where) {
    List<?> seen = (List<?>) tab.page().evaluate(PAN, List.of(FRAMES, TURN));
    double[] script = sorted((List<?>) seen.get(0));
    double[] gaps = sorted((List<?>) seen.get(1));
    line.put("frame" + where + "P50Ms", percentile(script, 50));
    line.put("frame" + where + "P95Ms", percentile(script, 95));
    line.put("frame" + where + "GapP95Ms", percentile(gaps, 95));
    line.put("longestTask" + where + "Ms", round(number(seen.get(2))));
  }

  /**
   * A job is held and released: from the command being sent, and from its answer, which follows the
   * commit, until the picture shows it.
   */
  private void changes(Tab tab, long graph, String job, Map<String, Object> line)
      throws IOException, InterruptedException {
    ProjectClient project = farm.project();
    Page page = tab.page();
    double[] sinceSent = new double[CHANGES];
    double[] sinceAnswered = new double[CHANGES];
    for (int change = 0; change < CHANGES; change++) {
      int before = (int) number(((List<?>) page.evaluate(CHANGED_AT)).getFirst());
      long sent = System.currentTimeMillis();
      if (change % 2 == 0) {
        project.holdJob(graph, job, null);
      } else {
        project.releaseJob(graph, job);
      }
      long answered = System.currentTimeMillis();
      page.waitForFunction(
          "(before) => performance.getEntriesByName('croft.change').length > before", before);
      double shown = number(((List<?>) page.evaluate(CHANGED_AT)).get(1));
      sinceSent[change] = shown - sent;
      sinceAnswered[change] = Math.max(0, shown - answered);
    }
    Arrays.sort(sinceSent);
    Arrays.sort(sinceAnswered);
    line.put("commandToScreenP50Ms", percentile(sinceSent, 50));
    line.put("commandToScreenP95Ms", percentile(sinceSent, 95));
    line.put("commitToScreenP50Ms", percentile(sinceAnswered, 50));
    line.put("commitToScreenP95Ms", percentile(sinceAnswered, 95));
  }

  private static double metric(CDPSession session, String name) {
    JsonObject answer = session.send("Performance.getMetrics");
    for (JsonElement each : answer.getAsJsonArray("metrics")) {
      if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
        return each.getAsJsonObject().get("value").getAsDouble();
      }
    }
    throw new IllegalStateException("Chromium does not tell " + name);
  }

  /** Main memory of the tab's process, the painter's and the layout's threads with it. */
  private static long rendererMb() throws IOException {
    long most = 0;
    for (ProcessHandle each : ProcessHandle.current().descendants().toList()) {
      Path process = Path.of("/proc", Long.toString(each.pid()));
      try {
        if (!Files.readString(process.resolve("cmdline")).contains("--type=renderer")) {
          continue;
        }
        for (String line : Files.readAllLines(process.resolve("status"))) {
          if (line.startsWith("VmRSS:")) {
            most = Math.max(most, Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024);
          }
        }
      } catch (java.nio.file.NoSuchFileException e) {
        // It ended meanwhile.
      }
    }
    return most;
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static double[] sorted(List<?> values) {
    return values.stream().mapToDouble(WebBench::number).sorted().toArray();
  }

  private static double percentile(double[] sorted, int percent) {
    return sorted.length == 0
        ? 0
        : round(sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)]);
  }

  private static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
