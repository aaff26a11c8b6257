package croft.protocol.graphfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about files that are wrong: where, what, and what to do. */
class FaultsTest {
  /** The faults of some jobs, whose lines start with number 4, columns with 3. */
  private static List<String> ofJobs(String jobs) {
    return GraphFiles.faults("croft: 1\nname: test\njobs:\n" + jobs.indent(2), Media.YAML);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {scrpt: x}| 4:7 jobs.a.scrpt: unknown key "scrpt"; did you mean "script"?
          {script: x, zzz: 1}| 4:18 jobs.a.zzz: unknown key "zzz"; known are script, breakpoint, notify, timer, graph, description, matrix, needs, after, inputs, outputs, artifacts, reports, env, timeout, deadline, retry, priority, pool, labels, resources, active, allowFailure, finally, barrier, face, tags, estimate, source, expand, reuse
          {script: x, breakpoint: {}}| 4:18 jobs.a.breakpoint: a job is one of script, breakpoint, notify, timer, graph, but this has script and breakpoint; make two jobs of it
          {breakpoint: true, env: {A: x}}| 4:25 jobs.a.env: env is for jobs with a script, but this is a breakpoint; remove it
          {breakpoint: false}| 4:19 jobs.a.breakpoint: breakpoint must be true, or a map like {approvers: ["group:release"]}, but is the truth value "false"
          {breakpoint: {aprovers: []}}| 4:20 jobs.a.breakpoint.aprovers: unknown key "aprovers"; did you mean "approvers"?
          {breakpoint: {approvers: [release]}}| 4:32 jobs.a.breakpoint.approvers[0]: an approver must be group:NAME, user:NAME or token:NAME, but is the text "release"
          {breakpoint: {approvers: "team:a"}}| 4:31 jobs.a.breakpoint.approvers: an approver must be group:NAME, user:NAME or token:NAME, but is the text "team:a"
          {breakpoint: {timeout: 10}}| 4:29 jobs.a.breakpoint.timeout: timeout must be a duration like 90s, 20m, 1h30m or 2d, but is the number "10"
          {breakpoint: {onTimeout: skip}}| 4:7 jobs.a.breakpoint: onTimeout has no meaning without a timeout; add one
          {breakpoint: {timeout: 1h, onTimeout: abort}}| 4:44 jobs.a.breakpoint.onTimeout: onTimeout must be one of skip, fail, continue, but is the text "abort"
          {breakpoint: {latch: a b}}| 4:27 jobs.a.breakpoint.latch: latch "a b" has a space; allowed are letters, digits and . _ / = -
          {breakpoint: {latch: l, notAuthor: true}}| 4:7 jobs.a.breakpoint: the latch decides this breakpoint, so that approvers and notAuthor have no meaning; remove them, or the latch
          {notify: {}}| 4:7 jobs.a.notify: notify has no message; write what is to be told
          {notify: " "}| 4:7 jobs.a.notify: notify has no message; write what is to be told
          {notify: {message: x, topic: a b}}| 4:35 jobs.a.notify.topic: topic "a b" has a space; allowed are letters, digits and . _ / = -
          {timer: 10}| 4:14 jobs.a.timer: timer must be a duration like 90s, 20m, 1h30m or 2d, but is the number "10"
          {timer: 100ms}| 4:14 jobs.a.timer: timer must be from 1s to 365d, but is 100ms
          {timer: {after: 1m, at: 2026-12-01T08:00:00Z}}| 4:7 jobs.a.timer: a timer has either after: with a duration, or at: with a time
          {timer: {at: tomorrow}}| 4:19 jobs.a.timer.at: at must be a time like 2026-12-01T08:00:00Z or 2026-12-01T09:00:00+01:00, but is the text "tomorrow"
          {timer: {at: 2026-13-01T08:00:00Z}}| 4:19 jobs.a.timer.at: at must be a time like 2026-12-01T08:00:00Z or 2026-12-01T09:00:00+01:00, but is the text "2026-13-01T08:00:00Z"
          {graph: nightly}| 4:14 jobs.a.graph: graph must be a map, like {template: nightly} or {file: {croft: 1, ...}}, but is the text "nightly"
          {graph: {}}| 4:7 jobs.a.graph: a graph as a job has either template: with a name, or file: with a graph file
          {graph: {template: t, version: 0}}| 4:37 jobs.a.graph.version: version must be a whole number from 1 to 2,147,483,647, but is the number "0"
          {graph: {template: t, parameters: {v: {parameter: q}}}}| 4:56 jobs.a.graph.parameters.v.parameter: there is no parameter "q"
          {graph: {file: x.yaml}}| 4:21 jobs.a.graph.file: file must be a map with a whole graph file, but is the text "x.yaml"
          {graph: {file: {croft: 1, jobs: {b: {script: x}}}}}| 1:1 jobs.a.graph.file: name is missing; add name: and what the graph is called
          {graph: {file: {croft: 1, name: c, jobs: {b: {scrpt: x}}}}}| 4:52 jobs.a.graph.file.jobs.b.scrpt: unknown key "scrpt"; did you mean "script"?
          {graph: {file: {croft: 1, name: c, jobs: {b: {script: x, needs: [z]}}}}}| 4:71 jobs.a.graph.file.jobs.b.needs[0]: there is no job "z"
          {graph: {file: {croft: 1, name: c, files: x, jobs: {b: {script: x}}}}}| 4:41 jobs.a.graph.file.files: the files are those of the outer graph file; name them there
          {graph: {file: {croft: 1, name: c, parameters: {v: {}}, jobs: {b: {script: x}}}}}| 4:54 jobs.a.graph.file.parameters.v: the parameter v has no value; set it (--set v=...), or give it a default
          {script: x, expand: graph.json}| 4:26 jobs.a.expand: expand must be true, or a map like {file: graph.json}, but is the text "graph.json"
          {script: x, expand: {file: "*.json"}}| 4:33 jobs.a.expand.file: file must be one file, not a glob
          {script: x, expand: {file: ../g}}| 4:33 jobs.a.expand.file: file "../g" must be a path inside the work folder, without . or .. or an empty part
          {script: x, expand: {jobsMax: 0}}| 4:36 jobs.a.expand.jobsMax: jobsMax must be a whole number from 1 to 1,000,000, but is the number "0"
          {script: x, expand: true, finally: true}| 4:3 jobs.a: a job that runs finally cannot add jobs: the graph would not be over
          {script: x, expand: true, needs: [a/*]}| 4:40 jobs.a.needs[0]: the job "a" waits for itself; remove it
          {script: x, reuse: 1}| 4:25 jobs.a.reuse: reuse must be true or false, but is the number "1"
          {script: x, source: {path: p}}| 4:18 jobs.a.source: source has no repository, and there is no source at the top level or in the defaults that has; add one
          {script: x, source: {repository: --upload-pack=x}}| 4:39 jobs.a.source.repository: repository "--upload-pack=x" starts with -, which would make it an option of git
          {script: x, source: {repository: r, revision: {parameter: p}}}| 4:64 jobs.a.source.revision.parameter: there is no parameter "p"
          {script: x, source: {repository: r, revision: {param: p}}}| 4:53 jobs.a.source.revision.param: unknown key "param"; known are parameter
          {script: x, <<: {}}| 4:18 jobs.a.<<: YAML's merge key << is not supported; use defaults, or write the keys out
          {script: x, needs: [b]}| 4:26 jobs.a.needs[0]: there is no job "b"
          {}| 4:3 jobs.a: the job has no script; add script: with the commands to run, or breakpoint, notify, timer or graph
          x| 4:6 jobs.a: a job must be a map, like {script: ./test.sh}, but is the text "x"
          {script: ""}| 4:7 jobs.a.script: script is empty; write the commands to run
          {script: x, script: y}| 4:18 jobs.a.script: the key "script" is there twice; remove one
          {script: x, active: no}| 4:26 jobs.a.active: active must be true or false, but is the text "no"
          {script: x, timeout: 20}| 4:27 jobs.a.timeout: timeout must be a duration like 90s, 20m, 1h30m or 2d, but is the number "20"
          {script: x, timeout: 500ms}| 4:27 jobs.a.timeout: timeout must be from 1s to 365d, but is 500ms
          {script: x, timeout: 1s500ms}| 4:27 jobs.a.timeout: timeout must be whole seconds
          {script: x, deadline: 1m1h}| 4:28 jobs.a.deadline: deadline must be a duration like 90s, 20m, 1h30m or 2d, but is the text "1m1h"
          {script: x, priority: 1.5}| 4:28 jobs.a.priority: priority must be a whole number from -1,000 to 1,000, but is the number "1.5"
          {script: x, priority: 1001}| 4:28 jobs.a.priority: priority must be a whole number from -1,000 to 1,000, but is the number "1001"
          {script: x, resources: {memory: 2Gib}}| 4:38 jobs.a.resources.memory: memory must be an amount of memory like 512Mi or 2Gi, but is the text "2Gib"
          {script: x, resources: {cpus: 0}}| 4:36 jobs.a.resources.cpus: cpus must be a whole number from 1 to 4,096, but is the number "0"
          {script: x, retry: {attempts: 2, on: [loss]}}| 4:44 jobs.a.retry.on[0]: on must be one of failed, timedOut, lost, workerStopped, but is the text "loss"; did you mean "lost"?
          {script: x, retry: {backoff: 2m, backoffMax: 1m}}| 4:18 jobs.a.retry: backoffMax must not be less than backoff
          {script: x, retry: always}| 4:25 jobs.a.retry: retry must be never, or a map like {attempts: 3, on: [lost]}, but is the text "always"
          {script: x, needs: [a]}| 4:26 jobs.a.needs[0]: the job "a" waits for itself; remove it
          {script: x, needs: a}| 4:25 jobs.a.needs: the job "a" waits for itself; remove it
          {script: x, after: [z/*]}| 4:26 jobs.a.after[0]: the glob "z/*" matches no job; correct it, or remove it
          {script: x, needs: ["*"]}| 4:26 jobs.a.needs[0]: the glob "*" matches this job only; correct it
          {script: x, needs: }| 4:24 jobs.a.needs: needs is empty; remove it, or write []
          {script: x, needs: [../b]}| 4:26 jobs.a.needs[0]: the dependency "../b" has .. in it, which is refused as it means the parent folder
          {script: x, needs: [[b]]}| 4:26 jobs.a.needs[0]: a dependency must be a job's key, a glob, {job, on}, {any: [...]} or {atLeast: k, of: [...]}, but is a list
          {script: x, needs: [{job: a, on: success}]}| 4:39 jobs.a.needs[0].on: on must be one of succeeded, failed, ran, finished, but is the text "success"
          {script: x, needs: [{jop: a}]}| 4:27 jobs.a.needs[0].jop: unknown key "jop"; did you mean "job"?
          {script: x, needs: [{graph: g, job: a}]}| 4:34 jobs.a.needs[0].graph: graph must be the number of a graph of the farm, but is the text "g"
          {script: x, needs: [{graph: 7}]}| 4:27 jobs.a.needs[0].graph: a job of another graph is {graph: ID, job: KEY}; add job
          {script: x, needs: [{graph: 7, job: "b*"}]}| 4:42 jobs.a.needs[0].job: job "b*" has *; allowed are letters, digits and . _ / = -
          {script: x, needs: [{graph: 7, job: b}, {graph: 7, job: b, on: ran}]}| 4:47 jobs.a.needs[1].graph: the job "b" of the graph 7 is there twice; remove one
          {script: x, needs: [{any: [{graph: 7, job: b}]}]}| 4:34 jobs.a.needs[0].any[0].graph: a job of another graph cannot stand in any or atLeast; need it directly
          {script: x, after: [{any: [a]}]}| 4:26 jobs.a.after[0]: any and atLeast have no meaning in after, which waits for the end of each; use needs with on: finished
          {script: x, after: [{job: a, on: ran}]}| 4:35 jobs.a.after[0].on: after waits for any end and takes no on; use needs with on, or remove on
          {script: x, needs: [{any: []}]}| 4:27 jobs.a.needs[0].any: any is empty; name the jobs
          {script: x, needs: [{any: [{any: [a]}]}]}| 4:34 jobs.a.needs[0].any[0].any: any and atLeast cannot stand inside each other; list the jobs
          {script: x, needs: [{atLeast: 1}]}| 4:26 jobs.a.needs[0]: a dependency must be a job's key, a glob, {job, on}, {any: [...]} or {atLeast: k, of: [...]}
          {script: x, matrix: {}}| 4:18 jobs.a.matrix: the matrix makes no jobs; give it an axis with values
          {script: x, matrix: {jdk: []}}| 4:27 jobs.a.matrix.jdk: the axis jdk has no values
          {script: x, matrix: {jdk: [17, 17]}}| 4:37 jobs.a.matrix.jdk[1]: the value "17" is there twice; remove one
          {script: x, matrix: {os: [a/b]}}| 4:32 jobs.a.matrix.os[0]: os "a/b" has a /, but becomes one part of a job's key
          {script: x, matrix: {path: [a]}}| 4:27 jobs.a.matrix.path: the axis "path" would become the variable PATH, which has another meaning; rename it
          {script: x, matrix: {j: [1], exclude: [{k: 1}]}}| 4:46 jobs.a.matrix.exclude[0].k: the matrix has no axis "k"
          {script: x, matrix: {j: [1], exclude: [{j: 2}]}}| 4:35 jobs.a.matrix.exclude: entry 1 of exclude matches no combination
          {script: x, matrix: {j: [1], include: [{j: 1}]}}| 4:35 jobs.a.matrix.include: entry 1 of include is a combination that is there already
          {script: x, matrix: {j: [1], k: [2], include: [{j: 1}]}}| 4:53 jobs.a.matrix.include[0]: an included combination must have all axes: j, k
          {script: x, face: {symbol: "{jdk}"}}| 4:33 jobs.a.face.symbol: "{jdk}" has braces, but the job has no matrix to fill them from
          {script: x, matrix: {jdk: [1]}, labels: ["x{jkd}"]}| 4:47 jobs.a.labels[0]: "x{jkd}" has something in braces that is no axis of the matrix (jdk); did you mean "jdk"?
          {script: x, env: {1A: x}}| 4:24 jobs.a.env.1A: the variable "1A" must be a letter or _, then letters, digits or _
          {script: x, env: {CROFT_JOB: x}}| 4:24 jobs.a.env.CROFT_JOB: variables that start with CROFT_ are set by the farm; rename it
          {script: x, env: {A: [x]}}| 4:27 jobs.a.env.A: A must be a text, but is a list
          {script: x, outputs: [/etc/passwd]}| 4:28 jobs.a.outputs[0]: outputs "/etc/passwd" must be a path inside the work folder, without . or .. or an empty part
          {script: x, artifacts: [a/../b]}| 4:30 jobs.a.artifacts[0]: artifacts "a/../b" must be a path inside the work folder, without . or .. or an empty part
          {script: x, labels: [a b]}| 4:27 jobs.a.labels[0]: a label "a b" has a space; allowed are letters, digits and . _ / = -
          {script: x, tags: [a, a]}| 4:28 jobs.a.tags[1]: tags has "a" twice; remove one
          {script: x, finally: always}| 4:27 jobs.a.finally: finally must be one of false, true, once, but is the text "always"
          {script: x, barrier: true, finally: true}| 4:3 jobs.a: a job cannot be a barrier, which runs first, and finally, which runs last
          {script: x, barrier: "q/*"}| 4:27 jobs.a.barrier: the glob "q/*" matches no job; correct it, or remove it
          {script: x, barrier: [q]}| 4:28 jobs.a.barrier[0]: there is no job "q"
          {script: x, inputs: [{form: b}]}| 4:28 jobs.a.inputs[0].form: unknown key "form"; did you mean "from"?
          """)
  void ofOneJob(String job, String fault) {
    assertThat(ofJobs("a: " + job)).containsExactly(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          name: x| 1:1: croft is missing; add croft: 1, the version of the file format
          croft: 1| 1:1: name is missing; add name: and what the graph is called
          croft: 2\\nname: x| 1:8 croft: croft must be 1, but is the number "2"
          croft: 1\\nname: a b| 2:7 name: name "a b" has a space; allowed are letters, digits and . _ / = -
          croft: 1\\nname: x\\njob: {}| 3:1 job: unknown key "job"; did you mean "jobs"?
          croft: 1\\nname: x\\nsource: {}| 3:1 source: source has no repository, and there is no source at the top level or in the defaults that has; add one
          croft: 1\\nname: x\\nlatch: a b| 3:8 latch: latch "a b" has a space; allowed are letters, digits and . _ / = -
          croft: 1\\nname: x\\nlimits: {jobsMax: x}| 3:19 limits.jobsMax: jobsMax must be a whole number from 1 to 1,000,000, but is the text "x"
          croft: 1\\nname: x\\nexpect: [{message: m}]| 3:10 expect[0]: the expectation has no expression; add that: with one in CEL
          croft: 1\\nname: x\\nexpect: " "| 3:9 expect: the expression is empty; write one in CEL
          croft: 1\\nname: x\\ngenerator: {sha256: "sha256:12"}| 3:21 generator.sha256: sha256 must be sha256: and 64 hexadecimal digits, but is the text "sha256:12"
          croft: 1\\nname: x\\ngenerator: {}| 3:1 generator: generator has no command; add the one that printed this file
          croft: 1\\nname: x\\nparameters: {v: {type: text, default: x}}| 3:24 parameters.v.type: type must be one of string, number, choice, boolean, list, but is the text "text"
          croft: 1\\nname: x\\nparameters: {v: {type: number, default: x}}| 3:41 parameters.v.default: default must be a number, but is "x"
          croft: 1\\nname: x\\nparameters: {v: {type: choice, default: x}}| 3:14 parameters.v: a parameter of the type choice has choices; add them
          croft: 1\\nname: x\\nparameters: {v: {type: choice, choices: [a, b], default: x}}| 3:58 parameters.v.default: default must be one of a, b, but is "x"
          croft: 1\\nname: x\\nparameters: {v: {choices: [a, b], default: a}}| 3:14 parameters.v: choices belong to the types choice and list; add type: choice
          croft: 1\\nname: x\\nparameters: {v: {type: list, choices: [a, b], default: [a, c]}}| 3:56 parameters.v.default: default must be a list, with commas between, of one of a, b, but is "a,c"
          croft: 1\\nname: x\\nparameters: {v: {type: boolean, default: yes}}| 3:42 parameters.v.default: default must be true or false, but is "yes"
          croft: 1\\nname: x\\nparameters: {v: {required: true, default: a}}| 3:14 parameters.v: a parameter with a default is never missing; remove required or default
          croft: 1\\nname: x\\nparameters: {v: {required: true}}| 3:14 parameters.v: the parameter v has no value; set it (--set v=...), or give it a default
          croft: 1\\nname: x\\nlimits: {jobsMax: 1}\\ndefaults: {source: {repository: a b}}| 4:33 defaults.source.repository: repository "a b" has a space or a control character in it
          croft: 1\\nname: x\\nname: y| 3:1 name: the key "name" is there twice; remove one
          croft: 1\\nname: x\\nparameters: {v: {}}| 3:14 parameters.v: the parameter v has no value; set it (--set v=...), or give it a default
          croft: 1\\nname: x\\nparameters: {v: 1}| 3:17 parameters.v: v must be a map, like {default: 1.0, description: ...}, but is the number "1"
          croft: 1\\nname: x\\nparameters: {a-b: {default: 1}, a_b: {default: 1}}| 3:1 parameters: a-b and a_b would both become the variable A_B; rename one
          croft: 1\\nname: x\\nparameters: {home: {default: 1}}| 3:14 parameters.home: the parameter "home" would become the variable HOME, which has another meaning; rename it
          croft: 1\\nname: x\\ndefaults: {script: x}| 3:12 defaults.script: script has no default; write it in each job. Known are env, timeout, deadline, retry, priority, pool, labels, resources, allowFailure, tags, estimate, source, reuse
          croft: 1\\nname: x\\nfiles: "sha256:12"| 3:8 files: files must be a list of globs, or sha256: and 64 hexadecimal digits
          croft: 1\\nname: x\\nsubject: {comit: a}| 3:11 subject.comit: unknown key "comit"; did you mean "commit"?
          """)
  void ofTheTopLevel(String top, String fault) {
    String file = top.replace("\\n", "\n") + "\njobs: {a: {script: x}}\n";
    assertThat(GraphFiles.faults(file, Media.YAML)).containsExactly(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a b| 4:3 jobs.a b: the key "a b" has a space; allowed are letters, digits and . _ / = -
          ../x| 4:3 jobs.../x: the key "../x" has .. in it, which is refused as it means the parent folder
          a//b| 4:3 jobs.a//b: the key "a//b" has two / in a row
          /a| 4:3 jobs./a: the key "/a" starts with /
          a/| 4:3 jobs.a/: the key "a/" ends with /
          é| 4:3 jobs.é: the key "é" has U+00E9; allowed are letters, digits and . _ / = -
          17| 4:3 jobs.17: the key "17" has digits only, so that it could be taken for a job's number; write job-17
          """)
  void ofKeys(String key, String fault) {
    assertThat(ofJobs(key + ": {script: x}")).containsExactly(fault);
  }

  @Test
  void allFaultsAreFoundAtOnceInTheOrderOfTheirPlaces() {
    assertThat(
            ofJobs(
                """
                a: {script: x, needs: [buidl, c], timeout: soon}
                build: {script: x, finaly: true}
                c: {script: x, needs: [d]}
                d: {script: x, finally: true}
                """))
        .containsExactly(
            "4:26 jobs.a.needs[0]: there is no job \"buidl\"; did you mean \"build\"?",
            "4:46 jobs.a.timeout: timeout must be a duration like 90s, 20m, 1h30m or 2d, but is"
                + " the text \"soon\"",
            "5:22 jobs.build.finaly: unknown key \"finaly\"; did you mean \"finally\"?",
            "6:26 jobs.c.needs[0]: \"d\" runs finally, when all is over; only jobs with finally can"
                + " wait for it");
  }

  @Test
  void theFirstHundredAreToldAndTheOthersCounted() {
    var jobs = new StringBuilder();
    for (int i = 0; i < 250; i++) {
      jobs.append("j").append(i).append(": {script: x, needs: [no").append(i).append("]}\n");
    }
    var result =
        GraphFile.parse(
            "croft: 1\nname: x\njobs:\n" + jobs.toString().indent(2),
            Media.YAML,
            ParseOptions.NONE);
    Faults faults = ((ParseResult.Faulty) result).faults();
    assertThat(faults.count()).isEqualTo(250);
    assertThat(faults.first()).hasSize(100);
    assertThat(faults.first().getLast().where()).isEqualTo("103:28 jobs.j99.needs[0]");
  }

  @Test
  void dependenciesTwiceOrMoreThanThereAreAreFaults() {
    assertThat(
            ofJobs(
                """
                a: {script: x}
                m: {matrix: {n: [1, 2]}, script: x}
                b: {script: x, needs: [a, a]}
                c: {script: x, needs: [{atLeast: 3, of: [a, "m/1"]}]}
                d: {matrix: {n: [1, 3]}, script: x, needs: [m]}
                """))
        .containsExactly(
            "6:29 jobs.b.needs[1]: the job \"a\" is there twice; remove one",
            "7:26 jobs.c.needs[0].of: atLeast is 3, but there are only 2 jobs to choose from",
            "8:47 jobs.d.needs[0]: the other matrix has no job with n = 3; exclude it here too, or"
                + " include it there");
  }

  @Test
  void aGlobThatStopsAtASlashSaysHowToCrossIt() {
    assertThat(
            ofJobs(
                """
                t: {matrix: {a: [1, 2], b: [3]}, script: x}
                x: {script: x, needs: ["t/*"]}
                """))
        .containsExactly(
            "5:26 jobs.x.needs[0]: the glob \"t/*\" matches no job, as * stays inside one part of a"
                + " key; \"t/**\" matches 2");
  }

  @Test
  void twoJobsOfOneNameAreAFault() {
    assertThat(ofJobs("a: {script: x}\na: {script: y}"))
        .containsExactly("5:3 jobs.a: there is a job \"a\" already, in line 4; rename one");
    assertThat(ofJobs("a/1: {script: x}\na: {matrix: {n: [1]}, script: y}"))
        .containsExactly(
            "5:3 jobs.a: the matrix makes the job \"a/1\", but another job has this key; rename one");
  }

  @Test
  void whatRefersToAFaultyMatrixIsNotBlamed() {
    assertThat(
            ofJobs(
                """
                a: {matrix: {n: [1, 1]}, script: x}
                b: {script: x, needs: [a/1]}
                """))
        .containsExactly("4:23 jobs.a.matrix.n[1]: the value \"1\" is there twice; remove one");
  }

  @Test
  void aValueForAnUnknownParameterIsAFault() {
    var options = new ParseOptions(Map.of("versoin", "1"), null);
    String file =
        "croft: 1\nname: x\nparameters: {version: {default: 1}}\njobs: {a: {script: x}}\n";
    assertThat(GraphFiles.faults(file, Media.YAML, options))
        .containsExactly(
            "1:1 parameters: a value was given for the parameter \"versoin\", which the file does"
                + " not have; did you mean \"version\"?");
  }

  @Test
  void jsonFaultsHaveTheSamePlacesAndWords() {
    assertThat(
            GraphFiles.faults(
                """
                {"croft": 1, "name": "x",
                 "jobs": {"a": {"script": "x", "needs": ["b"],
                                "timeout": null}}}
                """,
                Media.JSON))
        .containsExactly(
            "2:42 jobs.a.needs[0]: there is no job \"b\"",
            "3:28 jobs.a.timeout: timeout must be a duration like 90s, 20m, 1h30m or 2d, but is"
                + " empty");
  }

  @Test
  void aLineOfNdjsonThatIsWrongDoesNotHideTheOthers() {
    assertThat(
            GraphFiles.faults(
                """
                {"croft": 1, "name": "x"}
                {"key": "a", "script": "x"
                {"script": "x"}

                ["b"]
                {"key": "c", "script": "x", "needs": ["d"]}
                {"key": "c", "script": "x"}
                {"key": 7, "script": "x"}
                """,
                Media.NDJSON))
        .satisfiesExactly(
            fault -> assertThat(fault).startsWith("2:").contains("not valid JSON"),
            fault -> assertThat(fault).isEqualTo("3:1: the job has no name; add \"key\": \"...\""),
            fault ->
                assertThat(fault)
                    .isEqualTo("5:1: each line is a job, as {\"key\": \"test\", \"script\": ...}"),
            fault -> assertThat(fault).isEqualTo("6:39 jobs.c.needs[0]: there is no job \"d\""),
            fault ->
                assertThat(fault)
                    .isEqualTo("7:9 jobs.c: there is a job \"c\" already, in line 6; rename one"),
            fault ->
                assertThat(fault)
                    .isEqualTo("8:9: key must be a text in quotes, but is the number \"7\""));
  }
}
