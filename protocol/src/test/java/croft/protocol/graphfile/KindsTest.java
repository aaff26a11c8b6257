package croft.protocol.graphfile;

import static croft.protocol.graphfile.GraphFiles.edges;
import static croft.protocol.graphfile.GraphFiles.graph;
import static croft.protocol.graphfile.GraphFiles.jobs;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the kinds of jobs, and what a graph says about its growth, become. */
class KindsTest {
  private static JobKind kind(String job) {
    return jobs("a: " + job).job(0).kind();
  }

  @Test
  void aBreakpointMaySayNothing() {
    assertThat(kind("{breakpoint: true}")).isEqualTo(JobKind.Breakpoint.PLAIN);
    assertThat(kind("{breakpoint: {}}")).isEqualTo(JobKind.Breakpoint.PLAIN);
  }

  @Test
  void aBreakpointSaysWhoDecidesAndWhatHappensWhenNobodyDoes() {
    assertThat(
            kind(
                "{breakpoint: {approvers: ['group:release', 'user:ann', 'token:ci', 'user:ann'],"
                    + " timeout: 24h, onTimeout: skip, notAuthor: true, message: Ship it?}}"))
        .isEqualTo(
            new JobKind.Breakpoint(
                List.of(
                    new JobKind.Approver(JobKind.Approver.Type.GROUP, "release"),
                    new JobKind.Approver(JobKind.Approver.Type.USER, "ann"),
                    new JobKind.Approver(JobKind.Approver.Type.TOKEN, "ci")),
                Duration.ofHours(24),
                JobKind.OnTimeout.SKIP,
                true,
                null,
                "Ship it?"));
  }

  @Test
  void messagesAndTimersHaveAShortForm() {
    assertThat(kind("{notify: done}")).isEqualTo(kind("{notify: {message: done}}"));
    assertThat(kind("{timer: 10m}")).isEqualTo(kind("{timer: {after: 10m}}"));
    assertThat(kind("{timer: {at: 2026-12-01T09:00:00+01:00}}"))
        .isEqualTo(new JobKind.Timer.At(Instant.parse("2026-12-01T08:00:00Z")));
  }

  @Test
  void whatTheFarmDoesItselfTakesNoDefaultsOfScripts() {
    GraphSpec graph =
        graph(
            """
            croft: 1
            name: test
            parameters: {v: {default: 1}}
            defaults: {pool: p, env: {A: b}, reuse: true, priority: 3, source: {repository: r}}
            jobs:
              go: {breakpoint: true, matrix: {os: [a, b]}}
            """);
    assertThat(GraphFiles.keys(graph)).isEqualTo("go/a go/b");
    assertThat(graph.definitions())
        .containsExactly(Definition.ofFarm(JobKind.Breakpoint.PLAIN, null));
    assertThat(graph.job(1).priority()).isEqualTo(3);
    assertThat(graph.job(1).reuse()).isFalse();
  }

  @Test
  void aGraphAsAJobIsGivenParameters() {
    GraphSpec graph =
        graph(
            """
            croft: 1
            name: outer
            files: "sha256:%s"
            parameters: {v: {default: 1.10}}
            jobs:
              t: {graph: {template: nightly, version: 3, parameters: {a: {parameter: v}, b: 2.50}}}
              f:
                graph:
                  parameters: {w: {parameter: v}}
                  file:
                    croft: 1
                    name: inner
                    parameters: {w: {}}
                    jobs:
                      z: {matrix: {os: [x], jdk: [1.10, 17]}, script: make}
                      a: {needs: [z/**], script: make}
            """
                .formatted("0".repeat(64)));
    assertThat(graph.job(0).kind())
        .isEqualTo(
            new JobKind.ChildGraph.OfTemplate(
                "nightly", 3, new TreeMap<>(Map.of("a", "1.10", "b", "2.50"))));
    assertThat(graph.job(1).kind())
        .isEqualTo(
            new JobKind.ChildGraph.OfFile(
                """
                {"croft":1,"name":"inner","parameters":{"w":{}},"jobs":{"z":{"matrix":{"os":["x"],\
                "jdk":["1.10",17]},"script":"make"},"a":{"needs":["z/**"],"script":"make"}}}""",
                new TreeMap<>(Map.of("w", "1.10"))));
    assertThat(graph.job(1).definition().files()).isEqualTo(graph.files());
    var file = (JobKind.ChildGraph.OfFile) graph.job(1).kind();
    assertThat(edges(graph(file.file(), Media.JSON, new ParseOptions(file.parameters(), null))))
        .isEqualTo("a<-z/x/1.10,z/x/17");
  }

  @Test
  void graphFilesLieInEachOtherOnlySoDeep() {
    String job = "{script: x}";
    for (int depth = 0; depth <= GraphFileLimits.CHILDREN_DEPTH_MAX; depth++) {
      job = "{graph: {file: {croft: 1, name: n, jobs: {j: " + job + "}}}}";
    }
    assertThat(GraphFiles.faults("croft: 1\nname: x\njobs: {a: " + job + "}", Media.YAML))
        .singleElement()
        .asString()
        .endsWith("graph files lie in each other deeper than 4; make a template of one");
  }

  @Test
  void whatAJobWillAddIsAWishBesideTheDependencyOnIt() {
    GraphSpec graph =
        jobs(
            """
            maker: {script: x, matrix: {os: [a, b]}, expand: {file: g.json, jobsMax: 5}}
            maker/a/known: {script: x}
            one: {needs: [{job: "maker/a/*", on: ran}], script: x}
            all: {after: ["maker/**"], script: x}
            """);
    assertThat(edges(graph))
        .isEqualTo("one<-maker/a?ran,maker/a/known?ran all<-~maker/a,~maker/b,~maker/a/known");
    assertThat(graph.expandedFrom())
        .containsExactly(
            new ExpandedFrom(3, 0, "maker/a/*", DependencyKind.NEEDS, Condition.RAN),
            wish(3, "maker/a/*", DependencyKind.NEEDS, Condition.RAN),
            new ExpandedFrom(4, 0, "maker/**", DependencyKind.AFTER, Condition.FINISHED),
            new ExpandedFrom(4, 1, "maker/**", DependencyKind.AFTER, Condition.FINISHED),
            wish(4, "maker/**", DependencyKind.AFTER, Condition.FINISHED));
    assertThat(graph.job(0).definition().expand()).isEqualTo(new Expand("g.json", 5));
    assertThat(graph.job(0).definition().artifacts()).containsExactly("g.json");
  }

  @Test
  void aGlobIsAWishForJobsThatAnEditAddsOnceForEachJob() {
    GraphSpec graph =
        jobs(
            """
            test/a: {script: x}
            build: {script: x}
            all: {matrix: {os: [a, b]}, needs: [build, "test/*"], after: ["test/*", "b*"], script: x}
            """);
    assertThat(graph.expandedFrom())
        .containsExactly(
            wish(2, "test/*", DependencyKind.NEEDS, Condition.SUCCEEDED),
            wish(2, "b*", DependencyKind.AFTER, Condition.FINISHED),
            wish(3, "test/*", DependencyKind.NEEDS, Condition.SUCCEEDED),
            wish(3, "b*", DependencyKind.AFTER, Condition.FINISHED));
  }

  private static ExpandedFrom wish(int job, String glob, DependencyKind kind, Condition condition) {
    return new ExpandedFrom(job, ExpandedFrom.EDIT, glob, kind, condition);
  }

  @Test
  void whatAJobWillAddCannotBeCounted() {
    assertThat(
            GraphFiles.faults(
                "croft: 1\nname: x\njobs:\n  m: {script: x, expand: true}\n"
                    + "  a: {script: x, needs: [{any: [\"m/*\"]}]}",
                Media.YAML))
        .containsExactly(
            "5:33 jobs.a.needs[0].any[0]: what \"m\" adds is not known yet, so that it cannot be"
                + " counted; need it directly");
  }

  @Test
  void jobsOfOtherGraphsAreNeededByTheirKey() {
    GraphSpec graph =
        jobs(
            """
            a: {script: x, matrix: {n: [1, 2]}, needs: [{graph: 9007199254740991, job: k/v}]}
            b: {script: x, needs: {graph: 7, job: k, on: failed}, after: [{graph: 8, job: k}]}
            """);
    assertThat(graph.remoteNeeds())
        .containsExactly(
            new RemoteNeed(0, 9007199254740991L, "k/v", DependencyKind.NEEDS, Condition.SUCCEEDED),
            new RemoteNeed(1, 9007199254740991L, "k/v", DependencyKind.NEEDS, Condition.SUCCEEDED),
            new RemoteNeed(2, 7, "k", DependencyKind.NEEDS, Condition.FAILED),
            new RemoteNeed(2, 8, "k", DependencyKind.AFTER, Condition.FINISHED));
  }

  @Test
  void aSourceWithoutARepositoryIsAFolderOfTheDefaults() {
    GraphSpec graph =
        graph(
            """
            croft: 1
            name: test
            parameters: {repo: {default: "https://example.org/a"}, rev: {default: main}}
            source: {repository: {parameter: repo}, revision: {parameter: rev}}
            defaults: {source: {path: sub}}
            jobs:
              a: {script: x}
              b: {script: x, source: {path: other}}
              c: {script: x, source: {revision: v1}}
              d: {script: x, source: {repository: "https://example.org/d"}}
            """);
    assertThat(graph.source()).isEqualTo(new Source("https://example.org/a", "main", null, null));
    assertThat(graph.jobs().stream().map(job -> job.definition().source()))
        .containsExactly(
            new Source("https://example.org/a", "main", "sub", null),
            new Source("https://example.org/a", "main", "other", null),
            new Source("https://example.org/a", "v1", "sub", null),
            new Source("https://example.org/d", null, null, null));
  }

  @Test
  void aParametersValueIsLookedAtAsTheSourceItBecomes() {
    String file =
        """
        croft: 1
        name: test
        parameters: {rev: {default: main}}
        source: {repository: r, revision: {parameter: rev}}
        jobs: {a: {script: x}}
        """;
    assertThat(
            GraphFiles.faults(file, Media.YAML, new ParseOptions(Map.of("rev", "--exec=x"), null)))
        .containsExactly(
            "4:47 source.revision.parameter: the value of the parameter rev, \"--exec=x\", starts"
                + " with -, which would make it an option of git");
  }

  @Test
  void theTopLevelSaysWhatItExpectsAndHowFarItMayGrow() {
    GraphSpec graph =
        graph(
            """
            croft: 1
            name: test
            latch: landings
            limits: {jobsMax: 7}
            expect:
              - size(jobs) > 3
              - {that: "true", message: never}
            generator: {command: ./graph.py --all, sha256: "sha256:%s"}
            jobs: {a: {script: x}}
            """
                .formatted("a".repeat(64)));
    assertThat(graph.latch()).isEqualTo("landings");
    assertThat(graph.growthJobsMax()).isEqualTo(7);
    assertThat(graph.expectations())
        .containsExactly(
            new Expectation("size(jobs) > 3", "", "expect[0]", 6, 5),
            new Expectation("true", "never", "expect[1].that", 7, 12));
    assertThat(graph.generator())
        .isEqualTo(new Generator("./graph.py --all", "sha256:" + "a".repeat(64)));
  }

  @Test
  void aGraphHasNotMoreJobsThanItsOwnLimit() {
    assertThat(
            GraphFiles.faults(
                "croft: 1\nname: x\nlimits: {jobsMax: 1}\njobs: {a: {script: x}, b: {script: x}}",
                Media.YAML))
        .containsExactly(
            "3:1 limits.jobsMax: the graph has 2 jobs already, but its own limit is 1");
  }

  @Test
  void parametersHaveTypes() {
    var options = new ParseOptions(Map.of("list", "b,a", "size", "-1.5", "mode", "fast"), null);
    GraphSpec graph =
        graph(
            """
            croft: 1
            name: test
            parameters:
              list: {type: list, choices: [a, b, c], default: [c]}
              size: {type: number, default: 1}
              mode: {type: choice, choices: [slow, fast]}
              dry: {type: boolean, default: false}
              note: {required: false}
            jobs: {a: {script: x}}
            """,
            Media.YAML,
            options);
    assertThat(graph.job(0).definition().env())
        .isEqualTo(
            Map.of("LIST", "b,a", "SIZE", "-1.5", "MODE", "fast", "DRY", "false", "NOTE", ""));
    assertThat(graph.parameters().getFirst())
        .isEqualTo(
            new Parameter(
                "list", "", ParameterType.LIST, List.of("a", "b", "c"), false, "c", "b,a"));
    assertThat(graph.parameters().getFirst().values()).containsExactly("b", "a");
    assertThat(graph.parameters().get(2).required()).isTrue();
  }

  @Test
  void aValueThatIsGivenHasTheParametersType() {
    assertThat(
            GraphFiles.faults(
                "croft: 1\nname: x\nparameters: {n: {type: number, default: 1}}\n"
                    + "jobs: {a: {script: x}}",
                Media.YAML,
                new ParseOptions(Map.of("n", "many"), null)))
        .containsExactly(
            "3:17 parameters.n: the value given for the parameter n must be a number, but is"
                + " \"many\"");
  }
}
