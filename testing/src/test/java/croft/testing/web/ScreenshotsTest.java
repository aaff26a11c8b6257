package croft.testing.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import croft.protocol.client.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every view of a busy farm opens without a fault, light and dark. With {@code
 * -Dcroft.docs.write=true} its pictures become {@code docs/screenshots}; else they are in {@code
 * target/screenshots}.
 */
@Tag("slow")
class ScreenshotsTest {
  @AutoClose private static final WebFarm farm = new WebFarm(0);
  @AutoClose private static final Chromium chromium = new Chromium();

  private static long product;
  private static long nightly;

  private static final String LIBRARY =
      """
      croft: 1
      name: library
      description: The library, compiled and tested on two JDKs
      parameters:
        revision: {default: main, description: What to build}
        thorough: {type: boolean, default: false, description: "The slow tests, too"}
        jdks: {type: list, choices: ["17", "21", "25"], default: ["17", "25"], description: JDKs to test on}
        kind: {type: choice, choices: [snapshot, release], default: snapshot}
      jobs:
        compile: {script: 'echo "compiling $REVISION"; sleep 0.3', face: {symbol: C, group: build, platform: any}}
        test:
          matrix: {jdk: ["17", "25"], part: [api, core, text, io]}
          needs: [compile]
          script: 'echo "part $PART on JDK $JDK"; sleep 0.2'
          face: {group: test, platform: "jdk {jdk}", symbol: "{part}"}
        package: {needs: ["test/**"], script: sleep 0.2, face: {symbol: Pkg, group: release, platform: any}}
        bench: {needs: [compile], active: false, script: sleep 1, face: {symbol: Bench, group: bench, platform: any}}
      """;

  private static final String PRODUCT =
      """
      croft: 1
      name: product
      description: The product on three systems
      subject: {title: Parser reads numbers with separators, branch: main, commit: 4be1fd0c2a9e, author: Mara Lind}
      jobs:
        fetch: {script: 'echo "fetching sources"; sleep 0.4', face: {symbol: F, group: prepare, platform: any}}
        build:
          matrix: {system: [linux, mac, windows], kind: [debug, release]}
          needs: [fetch]
          script: |
            for part in lexer parser tables io net cli; do echo "compiling $part for $SYSTEM"; sleep 0.1; done
            echo "linked product-$SYSTEM-$KIND"
          face: {group: build, platform: "{system}", symbol: "{kind}"}
        test:
          matrix: {system: [linux, mac, windows], chunk: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}
          needs: [build]
          script: |
            echo "chunk $CHUNK of 12 on $SYSTEM"
            printf '\\033[32mok\\033[0m   parser/numbers_test  42 cases\\n'
            printf '\\033[32mok\\033[0m   parser/strings_test  118 cases\\n'
            sleep 0.$CHUNK
            if [ "$SYSTEM-$CHUNK" = linux-7 ]; then
              printf '\\033[31mFAIL\\033[0m parser/separators_test\\n'
              echo "src/parser/numbers.c:218: error: expected 1_000_000, got 1000"
              echo "  at read_number (src/parser/numbers.c:218)"
              echo "  at parse (src/parser/parse.c:91)"
              mkdir -p reports
              cat > reports/junit.xml <<'END'
              <testsuite name="parser" tests="3" failures="1"><testcase name="numbers" classname="parser" time="0.4"/>
              <testcase name="separators" classname="parser" time="0.1"><failure message="expected 1_000_000, got 1000">numbers.c:218</failure></testcase>
              <testcase name="strings" classname="parser" time="0.2"/></testsuite>
            END
              exit 1
            fi
          reports: {junit: "reports/*.xml"}
          artifacts: ["reports/*.xml"]
          face: {group: test, platform: "{system}", symbol: "{chunk}"}
        fuzz:
          matrix: {system: [linux, mac]}
          needs: [build]
          allowFailure: true
          script: 'sleep 0.5; test "$SYSTEM" = mac'
          face: {group: fuzz, platform: "{system}", symbol: Fz}
        bench:
          matrix: {system: [linux, mac, windows], size: [small, large]}
          needs: [build]
          active: false
          script: sleep 1
          face: {group: bench, platform: "{system}", symbol: "{size}"}
        soak:
          matrix: {part: [1, 2]}
          needs: ["build/linux/release"]
          script: 'echo "soaking"; sleep 900'
          face: {group: soak, platform: any, symbol: "{part}"}
        package:
          matrix: {system: [linux, mac, windows]}
          needs: [test]
          script: sleep 0.3
          face: {group: package, platform: "{system}", symbol: Pkg}
        sign-off:
          breakpoint: {message: "Ship product 2.4 to everyone?"}
          needs: ["build/**"]
          face: {group: release, platform: any, symbol: OK}
        publish: {needs: [sign-off, "package/*"], script: sleep 1, face: {group: release, platform: any, symbol: P}}
      """;

  @BeforeAll
  static void aBusyFarm() throws Exception {
    for (String name : new String[] {"linux-1", "linux-2", "mac-1", "windows-1"}) {
      farm.worker(name, 4);
    }
    farm.project().putTemplate("library", "application/yaml", Content.of(LIBRARY), null);
    farm.project()
        .putTemplate(
            "release",
            "application/yaml",
            Content.of(
                """
                croft: 1
                name: release
                description: Makes a release, signs it and tells everybody
                parameters: {version: {description: Which one}}
                jobs: {build: {script: make}, sign: {needs: [build], script: sign}, tell: {needs: [sign], script: tell}}
                """),
            null);
    for (String subject :
        new String[] {"Smaller tables", "Fewer copies in the reader", "Tables keep their order"}) {
      farm.awaitEnd(
          farm.submit(
              LIBRARY.replace(
                  "parameters:",
                  "subject: {title: %s, branch: main, commit: 9a41c07d22e, author: Jo Reyes}\nparameters:"
                      .formatted(subject))));
    }
    farm.awaitEnd(
        farm.submit(
            """
            croft: 1
            name: release
            subject: {title: Release 2.3, branch: stable, commit: 1c0ffee9b7d, author: Mara Lind}
            jobs:
              build: {script: sleep 0.2}
              check: {needs: [build], script: 'echo "checksum differs"; exit 2'}
              publish: {needs: [check], script: x}
              tell: {needs: [{job: check, on: failed}], script: sleep 0.1}
            """));
    StringBuilder large = new StringBuilder("croft: 1\nname: nightly\njobs:\n");
    String[] kinds = {"fetch", "build", "unit", "browser", "performance", "report"};
    IntStream.range(0, kinds.length)
        .forEach(
            kind ->
                IntStream.range(0, 200)
                    .forEach(
                        at ->
                            large.append(
                                "  %s/%d: {script: x, pool: night%s}%n"
                                    .formatted(
                                        kinds[kind],
                                        at,
                                        kind == 0
                                            ? ""
                                            : ", needs: [%s/%d, %s/%d]"
                                                .formatted(
                                                    kinds[kind - 1],
                                                    at,
                                                    kinds[kind - 1],
                                                    (at * 7 + 1) % 200)))));
    nightly = farm.submit(large.toString());
    farm.project().setLatch("landings", false, "the tree is closed until product is green");
    product = farm.submit(PRODUCT);
    try (Tab tab = chromium.tab(farm)) {
      tab.open("/graphs/" + product);
      assertThat(tab.page().locator("[data-key='package/linux'].chip")).isVisible();
      assertThat(tab.chip("package/mac", "succeeded")).isVisible();
      assertThat(tab.chip("package/windows", "succeeded")).isVisible();
      assertThat(tab.chip("package/linux", "skipped")).isVisible();
    }
  }

  private record View(String path, String shows) {}

  private static Map<String, View> views() {
    String of = "/graphs/" + product;
    String failed = "?job=%d:test/linux/7".formatted(product);
    Map<String, View> views = new LinkedHashMap<>();
    views.put("graphs", new View("/graphs", "a.graph-row"));
    views.put("board", new View("/board", ".chip.look-failed"));
    views.put("graph", new View(of, ".chip.look-failed"));
    views.put("job-panel", new View("/board" + failed, ".log-line"));
    views.put("dependencies", new View(of + "?tab=dependencies", "canvas"));
    views.put(
        "dependencies-large",
        new View("/graphs/%d?tab=dependencies&open=*".formatted(nightly), "canvas"));
    views.put("waterfall", new View(of + "?tab=waterfall", "canvas"));
    views.put("table", new View(of + "?tab=table", ".grid-row .grid-name"));
    views.put("edit", new View(of + "?tab=table&edit=1&sel=publish,soak/1", ".edit"));
    views.put("revisions", new View(of + "?tab=revisions", "[role=tab]"));
    views.put("job", new View(of + "/jobs/test/linux/7", ".log-line"));
    views.put("compose", new View("/compose?template=library", ".parameter"));
    views.put("inbox", new View("/inbox", "article.decision"));
    views.put("latches", new View("/inbox?tab=latches", ".latch-state"));
    views.put("workers", new View("/workers", ".worker-name"));
    views.put("templates", new View("/templates", "article.template"));
    views.put("events", new View("/events", "h1"));
    return views;
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void everyViewOfABusyFarmOpens(ColorScheme scheme) throws IOException {
    String light = scheme == ColorScheme.LIGHT ? "light" : "dark";
    try (Tab tab = chromium.tab(farm, scheme)) {
      for (Map.Entry<String, View> view : views().entrySet()) {
        tab.open(view.getValue().path());
        assertThat(tab.page().locator(view.getValue().shows()).first()).isVisible();
        if (view.getValue().shows().equals("canvas")) {
          // Drawn, be it by this thread or another.
          tab.page()
              .waitForFunction(
                  "() => performance.getEntriesByType('measure').length > 0 || document.querySelector('.picture') === null");
        }
        keep(tab, view.getKey() + "-" + light);
      }
      tab.open("/graphs");
      tab.press("Control+k");
      assertThat(tab.page().locator("#palette-list")).isVisible();
      keep(tab, "palette-" + light);
      assertThat(tab.faults()).isEmpty();
    }
  }

  private static void keep(Tab tab, String name) throws IOException {
    Path folder =
        Boolean.getBoolean("croft.docs.write")
            ? Path.of("..", "docs", "screenshots")
            : Path.of("target", "screenshots");
    Files.createDirectories(folder);
    // Two frames, so that what was told last is drawn.
    tab.page()
        .evaluate(
            "() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 400))");
    tab.page().screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png")));
  }
}
