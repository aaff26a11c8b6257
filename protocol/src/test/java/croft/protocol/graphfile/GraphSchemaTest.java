package croft.protocol.graphfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The schema and the parser say the same about a file, as far as a schema can say it. */
class GraphSchemaTest {
  static List<Arguments> keys() {
    return List.of(
        Arguments.of("", Keys.TOP),
        Arguments.of("/$defs/parameter", Keys.PARAMETER),
        Arguments.of("/$defs/subject", Keys.SUBJECT),
        Arguments.of("/$defs/defaults", Keys.DEFAULTS),
        Arguments.of("/$defs/job", Keys.JOB),
        Arguments.of("/$defs/matrix", Keys.MATRIX),
        Arguments.of("/$defs/dependency", Keys.DEPENDENCY),
        Arguments.of("/$defs/input", Keys.INPUT),
        Arguments.of("/$defs/reports", Keys.REPORTS),
        Arguments.of("/$defs/retry", Keys.RETRY),
        Arguments.of("/$defs/resources", Keys.RESOURCES),
        Arguments.of("/$defs/breakpoint", Keys.BREAKPOINT),
        Arguments.of("/$defs/notify", Keys.NOTIFY),
        Arguments.of("/$defs/timer", Keys.TIMER),
        Arguments.of("/$defs/childGraph", Keys.CHILD),
        Arguments.of("/$defs/expand", Keys.EXPAND),
        Arguments.of("/$defs/source", Keys.SOURCE),
        Arguments.of("/$defs/given/anyOf/1", Keys.VALUE),
        Arguments.of("/$defs/expectation", Keys.EXPECTATION),
        Arguments.of("/$defs/limits", Keys.LIMITS),
        Arguments.of("/$defs/generator", Keys.GENERATOR),
        Arguments.of("/$defs/face", Keys.FACE));
  }

  @ParameterizedTest
  @MethodSource
  void keys(String pointer, List<String> known) {
    assertThat(GraphSchema.keys(pointer)).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void everyKeyIsExplainedToThePersonWhoTypesIt() {
    for (Arguments row : keys()) {
      String pointer = (String) row.get()[0];
      for (String key : GraphSchema.keys(pointer)) {
        JsonNode property = GraphSchema.ROOT.at(pointer + "/properties/" + key);
        if (property.has("$ref") && property.size() == 1) {
          property = GraphSchema.ROOT.at(property.get("$ref").asString().substring(1));
        }
        assertThat(property.path("title").asString("")).as(pointer + " " + key).isNotBlank();
        assertThat(property.path("description").asString("")).as(pointer + " " + key).endsWith(".");
      }
    }
  }

  static Stream<Path> examples() throws IOException {
    var files = new ArrayList<Path>();
    try (Stream<Path> all = Files.walk(Path.of("..", "examples"))) {
      all.filter(path -> path.getFileName().toString().equals("graph.yaml")).forEach(files::add);
    }
    return files.stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsRight(Path file) throws IOException {
    String yaml = Files.readString(file);
    assertThat(GraphSchema.errors(yaml)).isEmpty();
    assertThat(GraphFile.parse(yaml, Media.YAML, ParseOptions.NONE))
        .isInstanceOf(ParseResult.Parsed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{script: make}",
        "{script: [cd x, make]}",
        "{script: x, needs: b, after: [b]}",
        "{script: x, needs: [b, {job: b, on: ran}, 'b*', {any: [b]}]}",
        "{script: x, needs: {atLeast: 1, of: [b, {job: b, on: failed}]}}",
        "{script: x, after: [{job: b}]}",
        "{script: x, matrix: {jdk: [17, true, x-y], os: linux}, labels: 'os={os}'}",
        "{script: x, matrix: {jdk: [17], exclude: [], include: [{jdk: 1.10}]}}",
        "{script: x, inputs: [], outputs: a/b, artifacts: ['**'], reports: {junit: r}}",
        "{script: x, inputs: ['*.zip', {from: b, files: a, to: 'in/{key}'}, {}]}",
        "{script: x, env: {A: 1, b_2: true, _C: x}, timeout: 1d2h3m4s, deadline: 5ms}",
        "{script: x, retry: never, priority: -1000, pool: p, tags: t, estimate: 1m}",
        "{script: x, retry: {attempts: 1, on: lost, backoff: 0s, backoffMax: 1m}}",
        "{script: x, resources: {cpus: 1, memory: 2Gi, gpus: 0}}",
        "{script: x, resources: {memory: 1024}}",
        "{script: x, active: false, allowFailure: true, finally: once}",
        "{script: x, finally: true, face: {title: a b, symbol: 1, tier: 3}}",
        "{script: x, barrier: true}",
        "{script: x, barrier: 'b*'}",
        "{script: x, barrier: [b]}",
        "{breakpoint: {}}",
        "{breakpoint: true, needs: b, matrix: {os: [a, b]}, tags: t, estimate: 1h}",
        "{breakpoint: {approvers: ['group:release', 'user:ann@example.org'], notAuthor: true}}",
        "{breakpoint: {approvers: 'token:ci', timeout: 24h, onTimeout: skip, message: go on?}}",
        "{breakpoint: {latch: landings, timeout: 1h}}",
        "{notify: it is done}",
        "{notify: {message: it is done, topic: releases}}",
        "{timer: 10m}",
        "{timer: {after: 10m}}",
        "{timer: {at: '2026-12-01T08:00:00Z'}}",
        "{timer: {at: 2026-12-01T08:00:00+01:00}}",
        "{graph: {template: nightly}}",
        "{graph: {template: nightly, version: 3, parameters: {v: 1.10, w: {parameter: p}}}}",
        "{graph: {file: {croft: 1, name: c, jobs: {z: {script: x}}}}}",
        "{script: x, expand: true}",
        "{script: x, expand: false}",
        "{script: x, expand: {file: out/g.json, jobsMax: 10}}",
        "{script: x, needs: [{graph: 7, job: b}, {graph: 8, job: b, on: failed}]}",
        "{script: x, after: [{graph: 7, job: b}]}",
        "{script: x, reuse: true}",
        "{script: x, source: {repository: r, revision: {parameter: p}, path: sub/dir}}",
        "{script: x, source: {repository: {parameter: p}}}",
      })
  void bothTake(String job) {
    String yaml =
        "croft: 1\nname: x\nparameters: {p: {default: v}}\njobs:\n  b: {script: x}\n  a: "
            + job
            + "\n";
    assertThat(GraphSchema.errors(yaml)).isEmpty();
    assertThat(GraphFile.parse(yaml, Media.YAML, ParseOptions.NONE))
        .isInstanceOf(ParseResult.Parsed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "{script: ''}",
        "{script: x, scrpt: y}",
        "{script: x, breakpoint: {}}",
        "{script: null}",
        "{script: {a: b}}",
        "{script: x, needs: null}",
        "{script: x, needs: [[b]]}",
        "{script: x, needs: ['../b']}",
        "{script: x, needs: ['a b']}",
        "{script: x, needs: [{job: b, on: passed}]}",
        "{script: x, needs: [{on: ran}]}",
        "{script: x, needs: [{job: b, any: [b]}]}",
        "{script: x, needs: [{atLeast: 0, of: [b]}]}",
        "{script: x, needs: [{atLeast: 1}]}",
        "{script: x, needs: [{any: []}]}",
        "{script: x, needs: [{any: b}]}",
        "{script: x, needs: [{any: [{any: [b]}]}]}",
        "{script: x, after: [{any: [b]}]}",
        "{script: x, after: [{job: b, on: ran}]}",
        "{script: x, matrix: {}}",
        "{script: x, matrix: [17]}",
        "{script: x, matrix: {jdk: []}}",
        "{script: x, matrix: {jdk: [a/b]}}",
        "{script: x, matrix: {1jdk: [a]}}",
        "{script: x, matrix: {jdk: [1], include: [{}]}}",
        "{script: x, inputs: [{form: b}]}",
        "{script: x, outputs: [/etc]}",
        "{script: x, outputs: [a/../b]}",
        "{script: x, outputs: [a/]}",
        "{script: x, reports: [r]}",
        "{script: x, reports: {nunit: r}}",
        "{script: x, env: [A]}",
        "{script: x, env: {1A: x}}",
        "{script: x, env: {CROFT_A: x}}",
        "{script: x, env: {A: [x]}}",
        "{script: x, timeout: 20}",
        "{script: x, timeout: ''}",
        "{script: x, timeout: 1m1h}",
        "{script: x, timeout: 1.5h}",
        "{script: x, retry: 3}",
        "{script: x, retry: {attempts: 0}}",
        "{script: x, retry: {on: [loss]}}",
        "{script: x, priority: 1001}",
        "{script: x, priority: 1.5}",
        "{script: x, pool: [p]}",
        "{script: x, labels: ['a b']}",
        "{script: x, resources: {cpus: 0}}",
        "{script: x, resources: {cpus: 1.5}}",
        "{script: x, resources: {memory: 2Gib}}",
        "{script: x, resources: {memory: -1}}",
        "{script: x, resources: {disk: 1}}",
        "{script: x, active: no}",
        "{script: x, allowFailure: 1}",
        "{script: x, finally: always}",
        "{script: x, barrier: 7}",
        "{script: x, face: {tier: 4}}",
        "{script: x, face: {colour: red}}",
        "{script: x, tags: [a, a]}",
        "{script: x, estimate: soon}",
        "{breakpoint: false}",
        "{breakpoint: null}",
        "{breakpoint: {approvers: [release]}}",
        "{breakpoint: {onTimeout: skip}}",
        "{breakpoint: {timeout: 1h, onTimeout: abort}}",
        "{breakpoint: {latch: l, approvers: ['user:a']}}",
        "{breakpoint: {latch: l, notAuthor: true}}",
        "{breakpoint: true, script: x}",
        "{breakpoint: true, notify: x}",
        "{breakpoint: true, env: {A: b}}",
        "{timer: 10m, expand: true}",
        "{notify: ' '}",
        "{notify: {topic: x}}",
        "{timer: 10}",
        "{timer: {}}",
        "{timer: {after: 1m, at: '2026-12-01T08:00:00Z'}}",
        "{timer: {at: tomorrow}}",
        "{graph: x}",
        "{graph: {}}",
        "{graph: {template: t, file: {croft: 1, name: c, jobs: {z: {script: x}}}}}",
        "{graph: {template: a b}}",
        "{graph: {template: t, parameters: {1v: x}}}",
        "{graph: {file: {croft: 1, name: c, jobs: {}}}}",
        "{graph: {file: {croft: 1, name: c, jobs: {z: {scrpt: x}}}}}",
        "{script: x, expand: graph.json}",
        "{script: x, expand: {file: '*'}}",
        "{script: x, expand: {jobsMax: 0}}",
        "{script: x, needs: [{graph: g, job: b}]}",
        "{script: x, needs: [{graph: 7}]}",
        "{script: x, needs: [{graph: 7, job: 'b*'}]}",
        "{script: x, needs: [{graph: 7, any: [b]}]}",
        "{script: x, reuse: sometimes}",
        "{script: x, source: r}",
        "{script: x, source: {repository: '-x'}}",
        "{script: x, source: {repository: r, path: ../x}}",
        "{script: x, source: {repository: r, revision: {name: p}}}",
      })
  void bothRefuse(String job) {
    String yaml = "croft: 1\nname: x\njobs:\n  b: {script: x}\n  a: " + job + "\n";
    assertThat(GraphSchema.errors(yaml)).isNotEmpty();
    assertThat(GraphFile.parse(yaml, Media.YAML, ParseOptions.NONE))
        .isInstanceOf(ParseResult.Faulty.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: x",
        "croft: 1",
        "{croft: 2, name: x}",
        "{croft: 1, name: a b}",
        "{croft: 1, name: a/../b}",
        "{croft: 1, name: x, expand: 1}",
        "{croft: 1, name: x, parameters: {v: 1}}",
        "{croft: 1, name: x, parameters: {v: {default: [1]}}}",
        "{croft: 1, name: x, parameters: {1v: {default: 1}}}",
        "{croft: 1, name: x, defaults: {script: x}}",
        "{croft: 1, name: x, defaults: {timeout: 1}}",
        "{croft: 1, name: x, files: [../x]}",
        "{croft: 1, name: x, subject: {branches: [x]}}",
        "{croft: 1, name: x, tags: {a: b}}",
        "{croft: 1, name: x, priority: high}",
        "{croft: 1, name: x, deadline: 5}",
        "{croft: 1, name: x, latch: a b}",
        "{croft: 1, name: x, limits: {jobs: 5}}",
        "{croft: 1, name: x, expect: [{message: m}]}",
        "{croft: 1, name: x, expect: ''}",
        "{croft: 1, name: x, generator: ./graph.py}",
        "{croft: 1, name: x, generator: {command: x, sha256: 12}}",
        "{croft: 1, name: x, source: {repository: ''}}",
        "{croft: 1, name: x, parameters: {v: {type: text, default: x}}}",
        "{croft: 1, name: x, parameters: {v: {type: choice, default: x}}}",
        "{croft: 1, name: x, parameters: {v: {choices: [x], default: x}}}",
        "{croft: 1, name: x, parameters: {v: {type: list, choices: ['a,b'], default: x}}}",
        "{croft: 1, name: x, parameters: {v: {required: true, default: x}}}",
      })
  void bothRefuseAtTheTop(String top) {
    String yaml =
        top.startsWith("{")
            ? top.substring(0, top.length() - 1) + ", jobs: {a: {script: x}}}"
            : top + "\njobs: {a: {script: x}}";
    assertThat(GraphSchema.errors(yaml)).isNotEmpty();
    assertThat(GraphFile.parse(yaml, Media.YAML, ParseOptions.NONE))
        .isInstanceOf(ParseResult.Faulty.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "latch: landings",
        "limits: {jobsMax: 5}",
        "expect: size(jobs) > 0",
        "expect: [size(jobs) > 0, {that: 'true', message: never}]",
        "generator: {command: ./graph.py}",
        "source: {repository: https://example.org/x.git}",
        "parameters: {v: {type: number, default: -1.5}, w: {type: boolean, default: true}}",
        "parameters: {v: {type: choice, choices: [a, b], default: b}}",
        "parameters: {v: {type: list, choices: [a, b], default: [a, b]}, w: {required: false}}",
        "defaults: {reuse: true, source: {repository: r, path: p}}",
      })
  void bothTakeAtTheTop(String top) {
    String yaml = "croft: 1\nname: x\n" + top + "\njobs: {a: {script: x}}";
    assertThat(GraphSchema.errors(yaml)).isEmpty();
    assertThat(GraphFile.parse(yaml, Media.YAML, ParseOptions.NONE))
        .isInstanceOf(ParseResult.Parsed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null", "{17: {script: x}}", "{a//b: {script: x}}"})
  void bothRefuseTheJobs(String jobs) {
    String yaml = "croft: 1\nname: x\njobs: " + jobs;
    assertThat(GraphSchema.errors(yaml)).isNotEmpty();
    assertThat(GraphFile.parse(yaml, Media.YAML, ParseOptions.NONE))
        .isInstanceOf(ParseResult.Faulty.class);
  }
}
