package croft.protocol.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.JobSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class GraphFileTextTest {
  private static byte[] json(String text) {
    return text.replace('`', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static GraphSpec parsed(String yaml) {
    return switch (GraphFile.parse(yaml, Media.YAML, ParseOptions.NONE)) {
      case ParseResult.Parsed(GraphSpec graph) -> graph;
      case ParseResult.Faulty(var faults) -> throw new AssertionError(faults + "\n" + yaml);
    };
  }

  private static GraphSpec imported(ForeignGraph graph) throws ForeignFileException {
    return parsed(GraphFileText.yaml(graph, OptionalDouble.empty()));
  }

  private static List<JobSpec> jobs(GraphSpec graph) {
    List<JobSpec> jobs = new ArrayList<>();
    for (int job = 0; job < graph.jobCount(); job++) {
      jobs.add(graph.job(job));
    }
    return jobs;
  }

  @Test
  void namesThatAreNotLegalAreMappedApartAndKeptAsTitles() throws ForeignFileException {
    GraphSpec graph =
        imported(
            WfFormat.read(
                json(
                    """
                    {`name`: `a workflow`, `workflow`: {`tasks`: [
                      {`id`: `x y`}, {`id`: `x-y`, `parents`: [`x y`]}, {`id`: `x+y`, `parents`: [`x y`]},
                      {`id`: `17`}, {`id`: `/a//b..c/`}, {`id`: `{axis}`}, {`id`: `é`}]}}""")));
    assertThat(graph.name()).isEqualTo("a-workflow");
    assertThat(jobs(graph).stream().map(JobSpec::key))
        .containsExactly("x-y-2", "x-y", "x-y-3", "task-17", "-a/-b.-c-", "-axis-", "-");
    assertThat(jobs(graph).stream().map(job -> job.face().title()))
        .containsExactly("x y", "x-y", "x+y", "17", "/a//b..c/", "(axis)", "é");
    // Braces in a title would name an axis.
    assertThat(graph.job(5).description()).isEqualTo("(its name is {axis})");
    assertThat(graph.dependencyCount()).isEqualTo(2);
    assertThat(graph.dependencies(2).target(0)).isEqualTo(0);
  }

  @Test
  void scriptsOfSeveralLinesReadBackAsTheyWere() throws ForeignFileException {
    for (String script :
        List.of(
            "a\n  b\n\n   \n\tc",
            "  indented\nb",
            "ends\n",
            "\nstarts",
            "- a: b # c",
            "tab\there",
            "é\nü",
            "a\r\nb",
            "yes")) {
      ForeignGraph graph =
          ForeignGraph.checked(
              "w",
              "",
              List.of(
                  new ForeignGraph.Task(
                      "a",
                      List.of(),
                      new ForeignGraph.Work(script, java.util.Map.of(), null, null),
                      null,
                      null,
                      "",
                      List.of())));
      assertThat(imported(graph).job(0).definition().script()).isEqualTo(script);
    }
  }

  @Test
  void aReplaySleepsForTheScaledRunTime() throws ForeignFileException {
    ForeignGraph workflow =
        WfFormat.read(
            json(
                """
                {`workflow`: {`tasks`: [{`id`: `a`, `runtimeInSeconds`: 12.5},
                  {`id`: `long`, `runtimeInSeconds`: 900000}]}}"""));
    GraphSpec graph = parsed(GraphFileText.yaml(workflow, OptionalDouble.of(0.01)));
    assertThat(graph.job(0).definition().script()).isEqualTo("sleep 0.125");
    assertThat(graph.job(0).estimate()).isEqualTo(java.time.Duration.ofMillis(125));
    assertThat(graph.job(1).definition().timeout()).isEqualTo(java.time.Duration.ofHours(10));
    ForeignGraph without = WfFormat.read(json("{`workflow`: {`tasks`: [{`id`: `a`}]}}"));
    assertThatThrownBy(() -> GraphFileText.yaml(without, OptionalDouble.of(1)))
        .hasMessageContaining("'a'")
        .hasMessageContaining("cannot be replayed");
  }

  @Test
  void aTaskclusterTaskKeepsCommandPoolTimeAndAttributes() throws ForeignFileException {
    GraphSpec graph =
        imported(
            TaskclusterGraph.read(
                json(
                    """
                    {`build`: {`dependencies`: {}, `kind`: `build`, `description`: `It's built`,
                      `attributes`: {`level`: 3, `off`: null, `on`: [`try`, `main`], `c`: {`d`: `e f`}},
                      `task`: {`provisionerId`: `p`, `workerType`: `b linux`, `payload`: {
                        `maxRunTime`: 90, `env`: {`A`: `1`, `B`: {`task-reference`: `<x>`}, `C-D`: `no`},
                        `command`: [`bash`, `-c`, `echo 'it''s'`]}}},
                     `test 1/2`: {`dependencies`: {`b`: `build`}, `kind`: `test`, `attributes`: {},
                      `task`: {`payload`: {`command`: [[`chmod`, `+x`, `run`], [`./run`]]}}}}"""),
                "full"));
    JobSpec build = graph.job(0);
    assertThat(build.definition().script()).isEqualTo("bash -c 'echo '\\''it'\\'''\\''s'\\'''");
    assertThat(build.definition().pool()).isEqualTo("b-linux");
    assertThat(build.definition().env()).isEqualTo(java.util.Map.of("A", "1", "B", "<x>"));
    assertThat(build.definition().timeout()).isEqualTo(java.time.Duration.ofSeconds(90));
    assertThat(build.tags())
        .containsExactlyInAnyOrder("provisioner=p", "level=3", "on=try", "on=main", "c.d=e-f");
    assertThat(build.face().group()).isEqualTo("build");
    assertThat(graph.job(1).key()).isEqualTo("test-1/2");
    assertThat(graph.job(1).definition().script()).isEqualTo("set -e\nchmod +x run\n./run");
  }

  @Test
  void whatIsNoTaskGraphIsSaidToBeNone() {
    assertThatThrownBy(() -> TaskclusterGraph.read(json("[]"), "x"))
        .hasMessage("it is not a task graph of Taskcluster: it is not an object of tasks by label");
    assertThatThrownBy(() -> TaskclusterGraph.read(json("{`a`: {`task`: {}}}"), "x"))
        .hasMessageContaining("'a' lacks task or dependencies");
    assertThatThrownBy(
            () ->
                TaskclusterGraph.read(
                    json("{`a`: {`task`: {}, `dependencies`: {`b`: `gone`}}}"), "x"))
        .hasMessage("task 'a' waits for 'gone', which is not there");
  }
}
