package croft.testing.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import croft.protocol.client.Content;
import croft.protocol.wire.Commands.SetStanding;
import croft.protocol.wire.Standing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No view keeps anyone out: axe finds nothing serious or critical, in light and in dark. */
@Tag("slow")
class AccessibilityTest {
  @AutoClose private static final WebFarm farm = new WebFarm(4);
  @AutoClose private static final Chromium chromium = new Chromium();
  private static long graph;

  @BeforeAll
  static void aFarmThatIsUsed() throws Exception {
    graph =
        farm.submit(
            """
            croft: 1
            name: everything
            description: A job in each state
            subject: {title: Make it faster, branch: main, commit: 0123456789abcdef, author: ann}
            jobs:
              good: {script: 'echo "::group::Fetch"; echo part; echo "::endgroup::"; echo "fine"; echo "<p>hi</p>" > r.html', artifacts: [r.html], tags: [quick]}
              bad: {script: 'echo "a.c:1: error: no"; exit 1'}
              known: {script: exit 1, allowFailure: true}
              waits: {script: x, pool: nobody}
              follows: {script: x, needs: [waits]}
              skipped: {script: x, needs: [bad]}
              ghost: {script: x, active: false}
              ask: {breakpoint: {message: Ship it?}}
              runs: {script: sleep 600}
              parts: {matrix: {n: [1, 2, 3, 4, 5, 6, 7]}, script: "true"}
            """);
    farm.project()
        .putTemplate(
            "release",
            "application/yaml",
            Content.of(
                """
                croft: 1
                name: release
                description: Makes a release
                parameters:
                  version: {description: Which}
                  kind: {type: choice, choices: [minor, major], default: minor}
                  sign: {type: boolean, default: true}
                  parts: {type: list, choices: [core, ui], default: [core]}
                jobs: {build: {script: make}, test: {matrix: {os: [linux, mac]}, needs: [build], script: x}}
                """),
            null);
    farm.worker("two", 1);
    farm.worker("three", 1);
    farm.client()
        .setStanding("two", new SetStanding(Standing.DRAINING, "new memory on Tuesday", null));
    farm.client()
        .setStanding("three", new SetStanding(Standing.QUARANTINED, "its disk fails", null));
    farm.project().setLatch("landings", false, "the tree is closed");
  }

  private record View(String path, String shows) {}

  private static Map<String, View> views() {
    Map<String, View> views = new LinkedHashMap<>();
    String of = "/graphs/" + graph;
    views.put("graphs", new View("/graphs", "a.graph-row"));
    views.put("no graph fits", new View("/graphs?q=nothing", ".empty-line"));
    views.put("board", new View("/board", ".chip.look-failed"));
    views.put("graph", new View(of, ".chip.look-failed"));
    views.put("job panel", new View(of + "?job=%d:bad".formatted(graph), ".log-line"));
    views.put("dependencies", new View(of + "?tab=dependencies", "canvas"));
    views.put("waterfall", new View(of + "?tab=waterfall", "canvas"));
    views.put("table", new View(of + "?tab=table", ".grid-row .grid-name"));
    views.put("edit", new View(of + "?tab=table&edit=1&sel=waits,follows", ".edit"));
    views.put("revisions", new View(of + "?tab=revisions", "[role=tab]"));
    views.put("job", new View(of + "/jobs/good", ".log-line"));
    views.put("compose", new View("/compose", ".graph-file-editor"));
    views.put("compose of a template", new View("/compose?template=release", ".parameter"));
    views.put("inbox", new View("/inbox", "article.decision"));
    views.put("decided", new View("/inbox?tab=decided", ".empty"));
    views.put("latches", new View("/inbox?tab=latches", ".latch-state"));
    views.put("workers", new View("/workers", ".worker-name"));
    views.put("templates", new View("/templates", "article.template"));
    views.put("events", new View("/events", "h1"));
    views.put("missing", new View("/nowhere", ".empty"));
    return views;
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void everyViewIsForEveryone(ColorScheme scheme) {
    Map<String, List<Tab.Finding>> barriers = new LinkedHashMap<>();
    try (Tab tab = chromium.tab(farm, scheme)) {
      views()
          .forEach(
              (name, view) -> {
                tab.open(view.path());
                assertThat(tab.page().locator(view.shows()).first()).isVisible();
                note(barriers, name, tab);
              });
      for (String part :
          List.of("Dependencies", "Definition", "Attempts", "History", "Samples", "Artifacts")) {
        tab.open("/graphs/%d/jobs/good".formatted(graph));
        tab.page().getByRole(AriaRole.TAB).getByText(part).click();
        note(barriers, "job's " + part, tab);
      }
      noteSheets(barriers, tab);
      tab.press("Control+k");
      assertThat(tab.page().locator("#palette-list")).isVisible();
      note(barriers, "palette", tab);
      tab.page().evaluate("() => localStorage.clear()");
      tab.open("/");
      assertThat(tab.role(AriaRole.HEADING, "Sign in to this farm")).isVisible();
      note(barriers, "sign in", tab);
    }
    assertThat(barriers).isEmpty();
  }

  /** What opens over a view, and what is opened in it. */
  private static void noteSheets(Map<String, List<Tab.Finding>> barriers, Tab tab) {
    tab.open("/graphs/%d/jobs/good".formatted(graph));
    assertThat(tab.page().locator(".log-group")).hasAttribute("aria-expanded", "false");
    tab.page().locator(".log-group").click();
    note(barriers, "an open group of a log", tab);
    tab.button("With changes…").click();
    assertThat(tab.role(AriaRole.DIALOG, "Run again with changes")).isVisible();
    note(barriers, "run again with changes", tab);
    tab.press("Escape");
    tab.open("/graphs/%d/jobs/bad".formatted(graph));
    tab.button("Waive").click();
    assertThat(tab.role(AriaRole.DIALOG, "Waive the failure of bad")).isVisible();
    note(barriers, "asked why", tab);
    tab.press("Escape");
    tab.open("/graphs/%d/jobs/runs".formatted(graph));
    tab.button("Cancel").click();
    assertThat(tab.role(AriaRole.DIALOG, "Cancel runs?")).isVisible();
    note(barriers, "asked whether", tab);
    tab.press("Escape");
    tab.open("/workers");
    tab.button("Stop work for one").click();
    assertThat(tab.role(AriaRole.DIALOG, "No more work for one")).isVisible();
    note(barriers, "stop work", tab);
    tab.press("Escape");
    tab.open("/graphs/%d?tab=dependencies".formatted(graph));
    tab.button("Open all").click();
    assertThat(tab.button("Fold")).isVisible();
    note(barriers, "dependencies, all open", tab);
  }

  private static void note(Map<String, List<Tab.Finding>> barriers, String view, Tab tab) {
    List<Tab.Finding> found = tab.barriers();
    if (!found.isEmpty()) {
      barriers.put(view, found);
    }
  }
}
