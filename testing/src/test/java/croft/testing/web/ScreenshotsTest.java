package croft.testing.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every view of a busy farm opens without a fault, light and dark, and a picture of it is taken:
 * into {@code docs/screenshots} with {@code -Dcroft.screenshots.write=true}, else into {@code
 * target/screenshots}. {@code -Dcroft.screenshots.views=REGEX} takes some of them.
 */
@Tag("slow")
class ScreenshotsTest {
  /** Pictures are in the repository; one that is larger shows more than a reader looks at. */
  private static final int BYTES_MAX = 250_000;

  private static final Pattern WANTED =
      Pattern.compile(System.getProperty("croft.screenshots.views", ".*"));

  private static final Path FOLDER =
      Boolean.getBoolean("croft.screenshots.write")
          ? Path.of("..", "docs", "screenshots")
          : Path.of("target", "screenshots");

  private static BusyFarm busy;
  private static WebFarm unused;
  private static Chromium chromium;

  @BeforeAll
  static void aBusyFarmAndOneThatNobodyUsedYet() throws Exception {
    busy = new BusyFarm();
    unused = new WebFarm(1);
    chromium = new Chromium();
    Files.createDirectories(FOLDER);
  }

  @AfterAll
  static void endAll() {
    chromium.close();
    unused.close();
    busy.close();
  }

  /**
   * @param shows what is there when the view is
   * @param then what a person does before the picture
   */
  private record View(String path, String shows, Consumer<Tab> then) {
    View(String path, String shows) {
      this(path, shows, _ -> {});
    }
  }

  private static Map<String, View> views() {
    String of = "/graphs/" + busy.product();
    String failed =
        "%s/jobs/%s".formatted(of, URLEncoder.encode("test/linux/7", StandardCharsets.UTF_8));
    Map<String, View> views = new LinkedHashMap<>();
    views.put("graphs", new View("/graphs", "a.graph-row"));
    views.put("board", new View("/board", ".chip.look-failed"));
    views.put("graph", new View(of, ".chip.look-failed"));
    views.put(
        "job-panel", new View(of + "?job=%d:test/linux/7".formatted(busy.product()), ".log-line"));
    views.put("dependencies", new View(of + "?tab=dependencies", "canvas", ScreenshotsTest::drawn));
    views.put(
        "dependencies-release",
        new View(
            "/graphs/%d?tab=dependencies".formatted(busy.release()),
            "canvas",
            ScreenshotsTest::drawn));
    views.put(
        "dependencies-folded",
        new View(
            "/graphs/%d?tab=dependencies".formatted(busy.nightly()),
            "canvas",
            ScreenshotsTest::drawn));
    views.put(
        "dependencies-large",
        new View(
            "/graphs/%d?tab=dependencies&open=*".formatted(busy.nightly()),
            "canvas",
            ScreenshotsTest::drawn));
    views.put("table", new View(of + "?tab=table", ".grid-row .grid-name"));
    views.put(
        "edit",
        new View(
            "/graphs/%d?tab=dependencies&edit=1&sel=beta/site,beta/store".formatted(busy.release()),
            "canvas",
            tab -> {
              drawn(tab);
              tab.button("Switch on/off").click();
              assertThat(tab.page().locator(".edit-moves")).containsText("blocked");
              tab.role(AriaRole.TEXTBOX, "Reason").fill("2.4 goes to the beta channel, too");
            }));
    views.put("revisions", new View(of + "?tab=revisions", ".revision-list li button"));
    views.put(
        "difference",
        new View(of + "?tab=revisions&between=1,3", ".field-list, .revision-main .plus"));
    views.put("job", new View(failed, ".log-line"));
    views.put("job-artifacts", new View(failed, ".log-line", tab -> part(tab, "Artifacts")));
    views.put("job-attempts", new View(failed, ".log-line", tab -> part(tab, "Attempts")));
    views.put("job-definition", new View(failed, ".log-line", tab -> part(tab, "Definition")));
    views.put("compose", new View("/compose?template=library", ".plan-facts"));
    views.put(
        "compose-file",
        new View("/compose", ".graph-file-editor", tab -> type(tab, BROKEN, ".faults li")));
    views.put("inbox", new View("/inbox", "article.decision"));
    views.put("latches", new View("/inbox?tab=latches", ".latch-state"));
    views.put("workers", new View("/workers", ".worker-name"));
    views.put("templates", new View("/templates", "article.template"));
    views.put("events", new View("/events", "h1"));
    views.put(
        "palette",
        new View(
            "/graphs",
            "a.graph-row",
            tab -> {
              tab.press("Control+k");
              assertThat(tab.page().locator("#palette-list")).isVisible();
            }));
    return views;
  }

  private static final String BROKEN =
      """
      croft: 1
      name: nightly
      parameters:
        revision: {default: main, description: What to build}
      jobs:
        build: {script: make, timeout: soon}
        test: {matrix: {os: [linux, mac]}, needs: [buidl], script: make test}
        publish: {needs: [test], scirpt: make publish}
      """;

  private static void drawn(Tab tab) {
    tab.page().waitForFunction("() => performance.getEntriesByName('croft.change').length > 0");
  }

  private static void part(Tab tab, String name) {
    tab.page().getByRole(AriaRole.TAB).getByText(name).click();
  }

  private static void type(Tab tab, String file, String shows) {
    tab.role(AriaRole.TEXTBOX, "Graph file in YAML or JSON. Escape, then Tab leaves it.").click();
    tab.page().keyboard().insertText(file);
    assertThat(tab.page().locator(shows).first()).isVisible();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void everyViewOfABusyFarmOpensWithoutAFault(ColorScheme scheme) throws Exception {
    try (Tab tab = chromium.tab(busy.farm(), scheme)) {
      for (Map.Entry<String, View> each : views().entrySet()) {
        if (!WANTED.matcher(each.getKey()).matches()) {
          continue;
        }
        View view = each.getValue();
        tab.open(view.path());
        assertThat(tab.page().locator(view.shows()).first()).isVisible();
        view.then().accept(tab);
        keep(tab, each.getKey(), scheme);
      }
      if (WANTED.matcher("waterfall").matches()) {
        long graph = busy.halfway("Numbers may have exponents");
        tab.open("/graphs/%d?tab=waterfall".formatted(graph));
        assertThat(tab.page().locator("canvas")).isVisible();
        keep(tab, "waterfall", scheme);
        busy.farm().awaitEnd(graph);
      }
      if (WANTED.matcher("sign-in").matches()) {
        tab.page().evaluate("() => localStorage.clear()");
        tab.open("/");
        assertThat(tab.role(AriaRole.HEADING, "Sign in to this farm")).isVisible();
        keep(tab, "sign-in", scheme);
      }
      assertThat(tab.faults()).isEmpty();
    }
    if (WANTED.matcher("first-run").matches()) {
      try (Tab tab = chromium.tab(unused, scheme)) {
        tab.open("/");
        assertThat(tab.role(AriaRole.HEADING, "Nothing has run here yet")).isVisible();
        keep(tab, "first-run", scheme);
        assertThat(tab.faults()).isEmpty();
      }
    }
  }

  private static void keep(Tab tab, String name, ColorScheme scheme) throws IOException {
    // What follows the first paint, such as a forecast or the tiles of a picture, is in it too.
    tab.page().waitForTimeout(700);
    byte[] picture = IndexedPng.of(tab.page().screenshot(new Page.ScreenshotOptions()));
    assertThat(picture.length).as("bytes of " + name).isLessThan(BYTES_MAX);
    String light = scheme == ColorScheme.LIGHT ? "light" : "dark";
    Files.write(FOLDER.resolve(name + "-" + light + ".png"), picture);
  }
}
