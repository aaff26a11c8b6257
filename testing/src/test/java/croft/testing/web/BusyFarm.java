package croft.testing.web;

import croft.protocol.client.Content;
import croft.protocol.client.Submission;
import croft.protocol.json.Json;
import croft.protocol.wire.Commands.Sample;
import croft.protocol.wire.Edits.EditRequest;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a company's farm looks like in the middle of a day: a product whose pushes are built and
 * tested on three systems, a release that waits for a person, a library from a template, a nightly
 * graph of 10,000 jobs. All of it is made by the public API, and has really run.
 */
final class BusyFarm implements AutoCloseable {
  private static final String LIBRARY =
      """
      croft: 1
      name: library
      description: The library, compiled and tested on the JDKs that it supports
      parameters:
        repository: {default: "https://git.example.org/library.git", description: Where its sources are}
        revision: {default: main, description: "What to build: a branch, a tag or a commit"}
        thorough: {type: boolean, default: false, description: The slow tests as well}
        jdks: {type: list, choices: ["17", "21", "25"], default: ["17", "25"], description: JDKs to test on}
        kind: {type: choice, choices: [snapshot, release], default: snapshot, description: What comes out}
      jobs:
        compile: {script: 'echo "compiling $REVISION"; sleep 0.4', face: {symbol: C, group: build, platform: any}}
        test:
          matrix: {jdk: ["17", "21", "25"], part: [api, core, text, io, net]}
          needs: [compile]
          script: 'echo "part $PART on JDK $JDK"; sleep 0.3'
          face: {group: test, platform: "JDK {jdk}", symbol: "{part}"}
        docs: {needs: [compile], script: sleep 0.2, face: {symbol: Docs, group: package, platform: any}}
        package: {needs: ["test/**", docs], script: sleep 0.2, face: {symbol: Pkg, group: package, platform: any}}
        bench:
          matrix: {jdk: ["21", "25"]}
          needs: [compile]
          active: false
          script: sleep 1
          face: {symbol: B, group: bench, platform: "JDK {jdk}"}
      """;

  private static final String RELEASE_TEMPLATE =
      """
      croft: 1
      name: release
      description: Builds a release, signs it, and publishes it after a sign-off
      parameters:
        version: {description: "Which one, such as 2.4"}
        dry-run: {type: boolean, default: true, description: Publishes nothing}
      jobs:
        build: {matrix: {system: [linux, mac, windows]}, script: make}
        sign: {needs: [build], script: ./sign.sh}
        sign-off: {needs: [sign], breakpoint: {message: "Publish it?"}}
        publish: {needs: [sign-off], script: ./publish.sh}
      """;

  /** Has {subject}, and as {bad} a glob of the systems and chunks whose tests fail. */
  private static final String PRODUCT =
      """
      croft: 1
      name: product
      description: The product on three systems
      subject: {subject}
      jobs:
        fetch: {script: 'echo "fetching sources"; sleep 0.4', face: {symbol: F, group: prepare, platform: any}}
        build:
          matrix: {system: [linux, mac, windows], kind: [debug, release]}
          pool: "{system}"
          needs: [fetch]
          script: |
            for part in lexer parser tables io net cli; do echo "compiling $part for $SYSTEM"; sleep 0.1; done
            echo "linked product-$SYSTEM-$KIND"
          face: {group: build, platform: "{system}", symbol: "{kind}"}
        test:
          matrix: {system: [linux, mac, windows], chunk: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}
          pool: "{system}"
          needs: [build]
          retry: {attempts: 2, on: [failed], backoff: 1s}
          script: |
            echo "chunk $CHUNK of 12 on $SYSTEM"
            printf '\\033[32mok\\033[0m   parser/numbers_test      42 cases\\n'
            printf '\\033[32mok\\033[0m   parser/strings_test     118 cases\\n'
            sleep {pace}.$CHUNK
            mkdir -p reports
            case "$SYSTEM-$CHUNK" in
            {bad})
              printf '\\033[31mFAIL\\033[0m parser/separators_test\\n'
              echo "src/parser/numbers.c:218: error: expected 1_000_000, got 1000"
              echo "  at read_number (src/parser/numbers.c:218)"
              echo "  at parse_value (src/parser/value.c:91)"
              echo "  at parse (src/parser/parse.c:40)"
              cat > reports/junit.xml <<'END'
              <testsuite name="parser" tests="5" failures="1" skipped="1">
                <testcase name="numbers" classname="parser" time="0.41"/>
                <testcase name="separators" classname="parser" time="0.13"><failure message="expected 1_000_000, got 1000">src/parser/numbers.c:218: expected 1_000_000, got 1000</failure></testcase>
                <testcase name="strings" classname="parser" time="0.22"/>
                <testcase name="unicode" classname="parser" time="0.35"/>
                <testcase name="surrogates" classname="parser" time="0"><skipped/></testcase>
              </testsuite>
            END
              printf '\\033[31m1 of 5 tests failed\\033[0m\\n'
              exit 1 ;;
            esac
            echo '<testsuite name="parser" tests="1"><testcase name="numbers" classname="parser" time="0.4"/></testsuite>' > reports/junit.xml
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
          script: 'echo "soaking"; sleep {soak}'
          estimate: 40s
          face: {group: soak, platform: any, symbol: "{part}"}
        package:
          matrix: {system: [linux, mac, windows]}
          needs: [test]
          script: sleep 0.3
          face: {group: package, platform: "{system}", symbol: Pkg}
        sign-off:
          breakpoint: {message: "Let this push into the beta channel?"{latch}}
          needs: ["package/*"]
          face: {group: release, platform: any, symbol: OK}
        publish: {needs: [sign-off], script: sleep 0.2, estimate: 20s, face: {group: release, platform: any, symbol: P}}
      """;

  private static final String RELEASE =
      """
      croft: 1
      name: release
      description: Release 2.4 for everyone
      subject: {title: Release 2.4, branch: stable, commit: 1c0ffee9b7d2, author: Mara Lind}
      jobs:
        build: {matrix: {system: [linux, mac, windows]}, pool: "{system}", script: sleep 0.6, face: {group: build, platform: "{system}", symbol: B}}
        test: {matrix: {system: [linux, mac, windows], suite: [unit, upgrade, install]}, pool: "{system}", needs: [build], script: 'sleep 0.4; test "$SYSTEM-$SUITE" != windows-upgrade', face: {group: test, platform: "{system}", symbol: "{suite}"}}
        licences: {needs: [build], allowFailure: true, script: 'echo "2 files without a licence"; exit 1', face: {group: check, platform: any, symbol: L}}
        checksums: {needs: [build], script: 'sha256sum /bin/sh > SHA256SUMS', artifacts: [SHA256SUMS], face: {group: check, platform: any, symbol: S}}
        sign: {matrix: {system: [linux, mac, windows]}, needs: [test, checksums], after: [licences], script: sleep 0.3, face: {group: release, platform: "{system}", symbol: sign}}
        sign-off:
          breakpoint: {message: "Ship 2.4 to everyone?", timeout: 24h}
          needs: ["sign/*"]
          face: {group: release, platform: any, symbol: OK}
        publish: {matrix: {place: [mirror, store, site]}, needs: [sign-off], script: sleep 1, estimate: 2m, face: {group: publish, platform: any, symbol: "{place}"}}
        announce: {needs: ["publish/*"], notify: "2.4 is out", face: {group: publish, platform: any, symbol: news}}
        beta: {matrix: {place: [site, store]}, needs: [sign-off], active: false, script: x, face: {group: publish, platform: any, symbol: "β {place}"}}
      """;

  private final WebFarm farm = new WebFarm(0);
  private final long product;
  private final long release;
  private final long nightly;

  BusyFarm() throws IOException, InterruptedException {
    farm.worker("build-1", 4);
    farm.worker("linux-1", 4, "linux");
    farm.worker("linux-2", 4, "linux");
    farm.worker("mac-mini-1", 4, "mac");
    farm.worker("win-11-1", 4, "windows");
    farm.project().setLatch("beta", true, null);
    farm.project().setLatch("landings", false, "the tree is closed until product is green");
    for (String[] template : new String[][] {{"library", LIBRARY}, {"release", RELEASE_TEMPLATE}}) {
      farm.project().putTemplate(template[0], Submission.YAML, Content.of(template[1]), null);
    }
    libraries();
    nightly = nightlyOf();
    release = releaseOf();
    product = products();
  }

  private void libraries() throws IOException, InterruptedException {
    String[][] pushes = {
      {"Smaller tables", "Jo Reyes", "9a41c07d22e1", "0.3"},
      {"Fewer copies in the reader", "Ida Noor", "51d0be77f0c4", "0.3"},
      {"Text keeps its line ends", "Jo Reyes", "b2c9a4410d6e", "0.3; test $PART-$JDK != io-17"},
    };
    for (String[] push : pushes) {
      String subject =
          "subject: {title: %s, branch: main, commit: %s, author: %s}"
              .formatted(push[0], push[2], push[1]);
      farm.awaitEnd(
          farm.submit(
              LIBRARY
                  .replace("parameters:", subject + "\nparameters:")
                  .replace("on JDK $JDK\"; sleep 0.3", "on JDK $JDK\"; sleep " + push[3])));
    }
  }

  /** Everything has run but what waits for a sign-off; one failure is waived. */
  private long releaseOf() throws IOException, InterruptedException {
    long graph = farm.submit(RELEASE);
    await(graph, "test/windows/upgrade", "failed");
    edit(
        graph,
        "known: the old installer cannot upgrade, fixed in 2.5",
        Operation.on(Op.WAIVE, List.of("test/windows/upgrade")));
    await(graph, "sign-off", "held");
    return graph;
  }

  private long products() throws IOException, InterruptedException {
    String[][] pushes = {
      {"Tables keep their order", "Jo Reyes", "77e0a9d1c5b3", "none"},
      {"The reader is told where it is", "Ida Noor", "c41f52a8ee09", "windows-3"},
      {"Fewer allocations in the lexer", "Sam Okafor", "0d9b36f7a2c8", "none"},
    };
    for (String[] push : pushes) {
      long graph = farm.submit(product(push, "0", "0.3", ", latch: beta"));
      farm.awaitEnd(graph);
      if (!push[3].equals("none")) {
        edit(
            graph,
            "bug 4711: the runner's clock",
            Operation.on(Op.WAIVE, List.of("test/windows/3")));
      }
    }
    long graph =
        farm.submit(
            product(
                new String[] {
                  "Parser reads numbers with separators",
                  "Mara Lind",
                  "4be1fd0c2a9e",
                  "linux-7|mac-7"
                },
                "1",
                "900",
                ""));
    await(graph, "package/linux", "skipped");
    await(graph, "package/windows", "succeeded");
    edit(
        graph,
        "is it slower?",
        Operation.on(Op.ACTIVATE, List.of("bench/linux/small")),
        Operation.priority(List.of("publish"), 20));
    edit(
        graph,
        "the size of the download is asked for at each release",
        Operation.job(
            Op.ADD,
            "size",
            Map.of(
                "script",
                "du -b product",
                "needs",
                List.of("sign-off"),
                "face",
                Map.of("group", "release", "platform", "any", "symbol", "size"))));
    farm.project()
        .sample(graph, "test/linux/7", new Sample(6, null, "does it fail each time?"), "sample-1");
    await(graph, "bench/linux/small", "succeeded");
    return graph;
  }

  private static String product(String[] push, String pace, String soak, String latch) {
    return PRODUCT
        .replace(
            "{subject}",
            "{title: %s, branch: main, commit: %s, author: %s}"
                .formatted(push[0], push[2], push[1]))
        .replace("{bad}", push[3])
        .replace("{pace}", pace)
        .replace("{soak}", soak)
        .replace("{latch}", latch);
  }

  /**
   * 10,001 jobs: 20 platforms, of which one has been tested, and for which others nobody has a
   * machine.
   */
  private long nightlyOf() throws IOException, InterruptedException {
    String[] systems = {"linux", "mac", "windows", "android", "freebsd"};
    String[] kinds = {"x64", "arm64", "x64-asan", "arm64-asan"};
    String[] suites = {
      "api", "audio", "canvas", "cookies", "css", "dom", "editing", "events", "fetch", "fonts",
      "forms", "html", "images", "layout", "media", "network", "storage", "svg", "webgl", "workers"
    };
    List<Map<String, Object>> jobs = new ArrayList<>();
    jobs.add(job("fetch", List.of(), "default", "sleep 0.2", "prepare", "any", "F"));
    for (String system : systems) {
      for (String kind : kinds) {
        String platform = system + "-" + kind;
        boolean here = platform.equals("linux-x64");
        String pool = here ? "linux" : "lab";
        String build = "build/" + platform;
        jobs.add(job(build, List.of("fetch"), pool, "sleep 0.5", "build", platform, "B"));
        for (int format = 1; format <= 18; format++) {
          String key = "package/%s/%d".formatted(platform, format);
          jobs.add(
              job(key, List.of(build), here ? "default" : pool, "true", "package", platform, "P"));
        }
        for (String suite : suites) {
          for (int chunk = 1; chunk <= 24; chunk++) {
            String key = "test/%s/%s/%d".formatted(platform, suite, chunk);
            boolean runs =
                here && (suite.equals("css") || suite.equals("dom") || suite.equals("api"));
            String script =
                key.endsWith("css/9") || key.endsWith("dom/17")
                    ? "exit 1"
                    : key.endsWith("dom/23") ? "sleep 900" : "sleep 0.05";
            jobs.add(
                job(key, List.of(build), runs ? pool : "lab", script, "test", platform, suite));
          }
        }
        jobs.add(
            job(
                "report/" + platform,
                List.of("test/%s/**".formatted(platform)),
                "lab",
                "true",
                "report",
                platform,
                "R"));
      }
    }
    StringBuilder file =
        new StringBuilder(
            Json.text(
                Map.of(
                    "croft",
                    1,
                    "name",
                    "nightly",
                    "subject",
                    Map.of(
                        "title",
                        "Nightly",
                        "branch",
                        "main",
                        "commit",
                        "77e0a9d1c5b3",
                        "author",
                        "timer"))));
    for (Map<String, Object> job : jobs) {
      file.append('\n').append(Json.text(job));
    }
    long graph =
        farm.project()
            .submit(
                Submission.ndjson(
                    Content.of(file.append('\n').toString().getBytes(StandardCharsets.UTF_8))))
            .graph()
            .graph();
    await(graph, "test/linux-x64/dom/23", "running");
    await(graph, "test/linux-x64/css/9", "failed");
    return graph;
  }

  private static Map<String, Object> job(
      String key,
      List<String> needs,
      String pool,
      String script,
      String group,
      String platform,
      String symbol) {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("key", key);
    job.put("needs", needs);
    job.put("pool", pool);
    job.put("script", script);
    job.put("face", Map.of("group", group, "platform", platform, "symbol", symbol));
    return job;
  }

  private void edit(long graph, String reason, Operation... operations)
      throws IOException, InterruptedException {
    farm.project().edit(graph, new EditRequest(reason, null, List.of(operations)), false);
  }

  private void await(long graph, String job, String state)
      throws IOException, InterruptedException {
    while (!farm.project().job(graph, job).view().state().name().equalsIgnoreCase(state)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** One more push of the product, some of whose tests have run, some run and some are yet to. */
  long halfway(String title) throws IOException, InterruptedException {
    long graph =
        farm.submit(
            product(
                new String[] {title, "Sam Okafor", "e90c2b61d7fa", "linux-2"},
                "2",
                "9",
                ", latch: beta"));
    await(graph, "test/windows/9", "succeeded");
    return graph;
  }

  WebFarm farm() {
    return farm;
  }

  /** The newest push: it runs, two of its tests failed. */
  long product() {
    return product;
  }

  /** Waits for its sign-off. */
  long release() {
    return release;
  }

  /** 10,000 jobs. */
  long nightly() {
    return nightly;
  }

  @Override
  public void close() {
    farm.close();
  }
}
