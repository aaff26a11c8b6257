package croft.protocol.graphfile;

import static croft.protocol.graphfile.GraphFiles.edges;
import static croft.protocol.graphfile.GraphFiles.graph;
import static croft.protocol.graphfile.GraphFiles.jobs;
import static croft.protocol.graphfile.GraphFiles.keys;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphFileTest {
  private static final String CODEC =
      """
      croft: 1
      name: commons-codec
      parameters:
        version: {default: 1.17.1, description: Which release to build}
      defaults: {pool: default, timeout: 20m, retry: {attempts: 2, on: [lost]}}
      jobs:
        fetch:   {script: ./fetch.sh $VERSION, outputs: [src.jar, tests.jar]}
        compile: {matrix: {jdk: [17, 25]}, needs: [fetch], script: ./compile.sh, outputs: [classes.zip]}
        test:
          matrix: {jdk: [17, 25], chunk: [binary, digest, bm, rest]}
          needs: [compile]            # joins on the matrix axes that both have
          script: ./test.sh $CHUNK
          reports: {junit: "rep/*.xml"}
          face: {platform: "jdk{jdk}", group: test, symbol: "{chunk}"}
        slow:    {active: false, needs: [compile], script: ./fuzz.sh}
        report:  {finally: true, script: ./report.sh, artifacts: [report.html]}
      """;

  @Test
  void theExampleOfTheModelBecomesThirteenJobs() {
    GraphSpec graph = graph(CODEC);

    assertThat(keys(graph))
        .isEqualTo(
            "fetch compile/17 compile/25 test/17/binary test/17/digest test/17/bm test/17/rest"
                + " test/25/binary test/25/digest test/25/bm test/25/rest slow report");
    assertThat(edges(graph))
        .isEqualTo(
            "compile/17<-fetch compile/25<-fetch"
                + " test/17/binary<-compile/17 test/17/digest<-compile/17 test/17/bm<-compile/17"
                + " test/17/rest<-compile/17 test/25/binary<-compile/25 test/25/digest<-compile/25"
                + " test/25/bm<-compile/25 test/25/rest<-compile/25 slow<-compile/17,compile/25");
    assertThat(graph.job(graph.indexOf("slow")).active()).isFalse();
    assertThat(graph.job(graph.indexOf("report")).finalizer()).isEqualTo(Finalizer.EACH_ENDING);
  }

  @Test
  void aMatrixJobHasItsValuesInItsEnvironmentAndItsFace() {
    JobSpec job = graph(CODEC).job(3);

    assertThat(job.definition().env())
        .isEqualTo(Map.of("CHUNK", "binary", "JDK", "17", "VERSION", "1.17.1"));
    assertThat(job.face()).isEqualTo(new Face("test/17/binary", "binary", "test", "jdk17", 1));
    assertThat(job.definition().timeout()).isEqualTo(Duration.ofMinutes(20));
    assertThat(job.definition().retry().attempts()).isEqualTo(2);
    assertThat(job.definition().junitReports()).containsExactly("rep/*.xml");
  }

  @Test
  void whatTheSubmitterSetsBeatsADefault() {
    var options = new ParseOptions(Map.of("version", "1.18"), "sha256:" + "a".repeat(64));
    GraphSpec graph = graph(CODEC, Media.YAML, options);

    assertThat(graph.parameters())
        .containsExactly(
            new Parameter(
                "version",
                "Which release to build",
                ParameterType.STRING,
                List.of(),
                false,
                "1.17.1",
                "1.18"));
    assertThat(graph.job(0).definition().env()).isEqualTo(Map.of("VERSION", "1.18"));
    assertThat(graph.job(0).definition().files()).isEqualTo(options.files());
  }

  @Test
  void whatIsNearerToAJobWinsInItsEnvironment() {
    GraphSpec graph =
        graph(
            """
            croft: 1
            name: test
            parameters: {a: {default: 1}, b: {default: 1}, c: {default: 1}, d: {default: 1}}
            defaults: {env: {C: 3, D: 3}}
            jobs:
              x: {matrix: {b: [2], c: [2], d: [2]}, env: {D: 4}, script: "true"}
            """);
    assertThat(graph.job(0).definition().env())
        .isEqualTo(Map.of("A", "1", "B", "2", "C", "3", "D", "4"));
  }

  @Test
  void aJobThatSaysNothingHasTheseDefaults() {
    JobSpec job = jobs("build: {script: make}").job(0);

    assertThat(job)
        .isEqualTo(
            new JobSpec(
                "build",
                job.definition(),
                null,
                "",
                List.of(),
                0,
                true,
                false,
                Finalizer.NO,
                null,
                null,
                false));
    assertThat(job.face()).isEqualTo(new Face("build", "build", "", "default", 1));
    assertThat(job.definition().toJson())
        .isEqualTo(
            """
            {"artifacts":[],"env":{},"labels":[],"outputs":[],"pool":"default",\
            "reports":{"junit":[]},"resources":{"cpus":0,"gpus":0,"memoryBytes":0},\
            "retry":{"attempts":5,"backoffMaxSeconds":0,"backoffSeconds":0,\
            "on":["lost","workerStopped"]},"script":"make","timeoutSeconds":3600}""");
  }

  @Test
  void aJobsOwnWordBeatsTheDefaults() {
    GraphSpec graph =
        graph(
            """
            croft: 1
            name: test
            defaults: {pool: small, priority: 5, tags: [nightly], allowFailure: true, retry: never}
            jobs:
              a: {script: "true"}
              b: {script: "true", pool: big, priority: -1, tags: [], allowFailure: false}
            """);
    JobSpec a = graph.job(0);
    JobSpec b = graph.job(1);
    assertThat(a.definition().pool() + a.priority() + a.tags() + a.allowFailure())
        .isEqualTo("small5[nightly]true");
    assertThat(b.definition().pool() + b.priority() + b.tags() + b.allowFailure())
        .isEqualTo("big-1[]false");
    assertThat(a.definition().retry()).isEqualTo(Retry.NEVER);
  }

  @Test
  void jobsThatDoTheSameShareOneDefinition() {
    GraphSpec graph =
        jobs(
            """
            a: {script: make, labels: [x, y]}
            b: {labels: [y, x], script: make, tags: [other]}
            c: {script: make other}
            """);
    assertThat(graph.job(0).definition()).isSameAs(graph.job(1).definition());
    assertThat(graph.definitions())
        .containsExactly(graph.job(0).definition(), graph.job(2).definition());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [17, 25]|| a/17 a/25
          [17, 25]|exclude: [{jdk: 17}]| a/25
          [17, 25]|include: [{jdk: 8}]| a/17 a/25 a/8
          [17, 25]|'exclude: {jdk: 25}, include: [{jdk: 8}, {jdk: 11}]'| a/17 a/8 a/11
          1.10|| a/1.10
          ["017", x, true]|| a/017 a/x a/true
          """)
  void aMatrixIsMultipliedOut(String values, String more, String keys) {
    String rest = more == null ? "" : ", " + more;
    GraphSpec graph = jobs("a: {matrix: {jdk: " + values + rest + "}, script: x}");
    assertThat(keys(graph)).isEqualTo(keys);
  }

  @Test
  void excludeMatchesOnTheAxesThatItNames() {
    GraphSpec graph =
        jobs(
            """
            a:
              matrix:
                os: [linux, windows, macos]
                cpu: [x86, arm]
                exclude: [{os: windows, cpu: arm}, {os: macos}]
                include: [{cpu: riscv, os: linux}]
              script: make
            """);
    assertThat(keys(graph)).isEqualTo("a/linux/x86 a/linux/arm a/windows/x86 a/linux/riscv");
  }

  @Test
  void aMatrixCanBeAListOfCombinations() {
    GraphSpec graph =
        jobs("a: {matrix: {include: [{os: linux, jdk: 17}, {jdk: 25, os: windows}]}, script: x}");
    assertThat(keys(graph)).isEqualTo("a/linux/17 a/windows/25");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          needs: a| x<-a
          needs: [a, b]| x<-a,b
          needs: {job: a, on: failed}| x<-a?failed
          needs: [{job: a, on: ran}, {job: b, on: finished}]| x<-a?ran,b?finished
          needs: [a, {job: a, on: failed}]| x<-a?ran
          after: [a]| x<-~a
          after: [a, b], needs: b| x<-~a,b
          needs: ["m/*"]| x<-m/1,m/2
          needs: ["m/*", m/1]| x<-m/1,m/2
          needs: ["*"]| x<-a,b
          needs: ["**"]| x<-a,b,m/1,m/2
          needs: [m]| x<-m/1,m/2
          needs: [m/2]| x<-m/2
          needs: [{job: "m/?", on: failed}]| x<-m/1?failed,m/2?failed
          needs: [{any: [a, b]}]| x<-1of(a,b)
          needs: {any: [m]}| x<-1of(m/1,m/2)
          needs: [a, {atLeast: 2, of: [a, {job: b, on: ran}, "m/*"]}]| x<-a,2of(a,b?ran,m/1,m/2)
          """)
  void dependenciesAreWorkedOut(String waits, String edges) {
    GraphSpec graph =
        jobs(
            """
            a: {script: x}
            b: {script: x}
            m: {matrix: {n: [1, 2]}, script: x}
            x: {script: x, %s}
            end: {script: x, finally: once}
            """
                .formatted(waits));
    assertThat(edges(graph)).isEqualTo(edges);
  }

  @Test
  void aNeedOnAMatrixJoinsOnTheAxesThatBothHave() {
    GraphSpec graph =
        jobs(
            """
            a: {matrix: {x: [1, 2], y: [3, 4]}, script: s}
            same: {matrix: {x: [1, 2], y: [3, 4]}, needs: a, script: s}
            one: {matrix: {y: [3, 4]}, needs: a, script: s}
            none: {matrix: {z: [5]}, needs: a, script: s}
            some: {matrix: {y: [4], z: [5]}, needs: {any: [a]}, script: s}
            """);
    assertThat(edges(graph))
        .isEqualTo(
            "same/1/3<-a/1/3 same/1/4<-a/1/4 same/2/3<-a/2/3 same/2/4<-a/2/4"
                + " one/3<-a/1/3,a/2/3 one/4<-a/1/4,a/2/4 none/5<-a/1/3,a/1/4,a/2/3,a/2/4"
                + " some/4/5<-1of(a/1/4,a/2/4)");
  }

  @Test
  void aGlobSkipsItsOwnJobAndFinalizers() {
    GraphSpec graph =
        jobs(
            """
            a: {script: s}
            b: {script: s, needs: "*"}
            c: {script: s, finally: true, needs: ["*", d]}
            d: {script: s, finally: true}
            """);
    assertThat(edges(graph)).isEqualTo("b<-a c<-a,b,d");
  }

  @Test
  @SuppressWarnings("NullAway") // it does not read where the annotation of an array is, in a class
  void aBarrierHoldsUpAllOrWhatItSelects() {
    GraphSpec graph =
        jobs(
            """
            smoke: {script: s, barrier: true}
            tests: {script: s, barrier: ["t/*", m]}
            t/1: {script: s}
            t/2: {script: s}
            t/end: {script: s, finally: true}
            t/smoke: {script: s, barrier: true}
            m: {matrix: {n: [1, 2]}, script: s}
            """);
    assertThat(graph.barriers())
        .containsExactly(
            new BarrierSpec(0, null, List.of()),
            new BarrierSpec(1, new int[] {2, 3, 6, 7}, List.of("t/*", "m")),
            new BarrierSpec(5, null, List.of()));
  }

  @Test
  void placeholdersStandInPoolLabelsAndInputs() {
    GraphSpec graph =
        jobs(
            """
            a: {matrix: {os: [linux, mac]}, script: s, outputs: [a.zip]}
            b:
              matrix: {os: [linux, mac]}
              pool: "{os}-pool"
              labels: ["os={os}"]
              needs: a
              inputs: [{from: "a/{os}", files: "*.zip", to: "in/{key}"}, {from: a, files: "**"}]
              script: s
            """);
    Definition definition = graph.job(3).definition();
    assertThat(definition.pool()).isEqualTo("mac-pool");
    assertThat(definition.labels()).containsExactly("os=mac");
    assertThat(definition.inputs())
        .containsExactly(new Input("a/mac", "*.zip", "in/{key}"), new Input("a/**", "**", null));
  }

  @Test
  void aScriptMayBeAListOfLines() {
    assertThat(jobs("a: {script: [cd x, make]}").job(0).definition().script())
        .isEqualTo("cd x\nmake");
  }

  @Test
  void everyKeyOfTheTopLevelIsRead() {
    GraphSpec graph =
        graph(
            """
            croft: 1
            name: all
            description: Everything
            files: ["*.sh"]
            tags: [nightly, linux]
            priority: 7
            deadline: 1h30m
            subject:
              {repository: r, branch: b, commit: c, parents: [p, q], push: 12, author: a, title: t,
               review: v}
            jobs: {a: {script: x}}
            """);
    assertThat(graph.fileGlobs()).containsExactly("*.sh");
    assertThat(graph.tags()).containsExactly("nightly", "linux");
    assertThat(graph.priority()).isEqualTo(7);
    assertThat(graph.deadline()).isEqualTo(Duration.ofMinutes(90));
    assertThat(graph.subject())
        .isEqualTo(new Subject("r", "b", "c", List.of("p", "q"), "12", "a", "t", "v"));
  }

  @Test
  void everyKeyOfAJobIsRead() {
    JobSpec job =
        jobs("""
                a:
                  script: x
                  description: What it is for
                  env: {A: 1, B: yes}
                  inputs: []
                  outputs: [o]
                  artifacts: [a]
                  reports: {junit: [r]}
                  timeout: 90s
                  deadline: 2d
                  retry: {attempts: 3, on: [failed, timedOut], backoff: 10s, backoffMax: 1m}
                  priority: 3
                  pool: p
                  labels: [l]
                  resources: {cpus: 2, memory: 4Gi, gpus: 1}
                  active: false
                  allowFailure: true
                  finally: once
                  face: {title: T, symbol: S, group: G, platform: P, tier: 2}
                  tags: [t]
                  estimate: 500ms
                  reuse: true
                """)
            .job(0);
    assertThat(job.definition().toJson())
        .isEqualTo(
            """
            {"artifacts":["a"],"env":{"A":"1","B":"yes"},"inputs":[],"labels":["l"],\
            "outputs":["o"],"pool":"p","reports":{"junit":["r"]},\
            "resources":{"cpus":2,"gpus":1,"memoryBytes":4294967296},\
            "retry":{"attempts":3,"backoffMaxSeconds":60,"backoffSeconds":10,\
            "on":["failed","timedOut"]},"script":"x","timeoutSeconds":90}""");
    assertThat(job)
        .isEqualTo(
            new JobSpec(
                "a",
                job.definition(),
                new Face("T", "S", "G", "P", 2),
                "What it is for",
                List.of("t"),
                3,
                false,
                true,
                Finalizer.ONCE,
                Duration.ofDays(2),
                Duration.ofMillis(500),
                true));
  }

  @Test
  void yamlsYesAndNoAreTexts() {
    assertThat(
            jobs("a: {script: x, env: {A: no, B: 0x10, C: 1.10, D: ~x, E: off}}")
                .job(0)
                .definition()
                .env())
        .isEqualTo(Map.of("A", "no", "B", "0x10", "C", "1.10", "D", "~x", "E", "off"));
  }

  @Test
  void aliasesStandForWhatTheyName() {
    GraphSpec graph =
        graph(
            """
            croft: 1
            name: test
            jobs:
              a: {script: &s "make all", env: &e {X: 1}}
              b: {script: *s, env: *e}
              c: &job {script: *s}
              d: *job
            """);
    assertThat(graph.job(1).definition()).isSameAs(graph.job(0).definition());
    assertThat(graph.job(3).definition()).isSameAs(graph.job(2).definition());
  }

  @Test
  void theOrderOfTheTopLevelDoesNotMatter() {
    String head = "croft: 1\nname: x\nparameters: {p: {default: 1}}\ndefaults: {timeout: 5m}\n";
    String jobs = "jobs: {b: {script: s, needs: a}, a: {script: s}}\n";
    assertThat(graph(jobs + head)).isEqualTo(graph(head + jobs));
  }
}
