package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.client.Content;
import croft.protocol.client.Paging;
import croft.protocol.client.Submission;
import croft.protocol.problem.Place;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.ParameterType;
import croft.protocol.wire.SeriesView;
import croft.protocol.wire.Subject;
import croft.protocol.wire.TemplateUse;
import croft.protocol.wire.TemplateView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TemplateApiTest {
  private static final String NIGHTLY =
      """
      croft: 1
      name: nightly-build
      description: All that is slow
      parameters:
        branch: {type: choice, choices: [main, stable]}
        rounds: {type: number, default: 3}
        parts: {type: list, choices: [core, ui], default: [core, ui]}
        clean: {type: boolean, default: false}
      jobs:
        fetch: {script: ./fetch.sh}
        compile: {matrix: {jdk: [17, 25]}, needs: [fetch], script: make}
        test: {matrix: {jdk: [17, 25], part: [a, b]}, needs: [compile], script: make test}
        pack: {needs: [compile/25], script: make pack}
        fuzz: {active: false, needs: [compile/17], script: ./fuzz.sh}
        report: {finally: true, script: ./report.sh}
      """;

  @AutoClose private static final ApiServer farm = new ApiServer();

  private static TemplateView put(String name, String yaml) throws Exception {
    return farm.project().putTemplate(name, Submission.YAML, Content.of(yaml), null);
  }

  private static GraphView use(String name, TemplateUse use) throws Exception {
    return farm.project().use(name, use, UUID.randomUUID().toString()).graph();
  }

  private static TemplateUse choice(List<String> only, List<String> except) {
    return new TemplateUse(Map.of("branch", "main"), null, only, except, null, null, null, null);
  }

  private static Set<String> active(GraphView graph) throws Exception {
    return farm.project().jobs(graph.graph(), Set.of(), null, Paging.FIRST).items().stream()
        .filter(job -> job.state() != JobState.INACTIVE)
        .map(JobView::key)
        .collect(Collectors.toSet());
  }

  private static void refused(ThrowingCallable call, ProblemType type, String... where) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().type()).isEqualTo(type.uri());
              assertThat(e.problem().places().stream().map(Place::where))
                  .as(e.problem().text())
                  .hasSize(where.length)
                  .allMatch(found -> List.of(where).stream().anyMatch(found::contains));
            });
  }

  @Test
  void aTemplateHasANewVersionOnlyForOtherContent() throws Exception {
    TemplateView first = put("versions", NIGHTLY);
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.jobs()).isEqualTo(10);
    assertThat(first.description()).isEqualTo("All that is slow");
    assertThat(put("versions", NIGHTLY)).isEqualTo(first);
    TemplateView second = put("versions", NIGHTLY.replace("slow", "slower"));
    assertThat(second.version()).isEqualTo(2);
    assertThat(farm.project().template("versions", null)).isEqualTo(second);
    assertThat(farm.project().template("versions", 1)).isEqualTo(first);
    assertThat(farm.project().templateFile("versions", 1)).isEqualTo(NIGHTLY);
    assertThat(farm.project().templateVersions("versions", Paging.FIRST).items())
        .containsExactly(second, first);
    assertThat(farm.project().templateVersions("versions", Paging.first(1)).items())
        .containsExactly(second);
    assertThat(Paging.all(paging -> farm.project().templates(paging)))
        .contains(second)
        .doesNotContain(first);
    refused(() -> farm.project().template("versions", 9), ProblemType.NO_SUCH_TEMPLATE);
    refused(() -> farm.project().template("none", null), ProblemType.NO_SUCH_TEMPLATE);
  }

  @Test
  void itsParametersAreShownWithTheirTypes() throws Exception {
    TemplateView template = put("team/parameters", NIGHTLY);
    assertThat(farm.project().template("team/parameters", null)).isEqualTo(template);
    assertThat(template.parameters())
        .extracting(parameter -> parameter.type())
        .containsExactly(
            ParameterType.CHOICE, ParameterType.NUMBER, ParameterType.LIST, ParameterType.BOOLEAN);
    assertThat(template.parameters().getFirst().required()).isTrue();
    assertThat(template.parameters().getFirst().choices()).containsExactly("main", "stable");
    assertThat(template.parameters().get(2).byDefault()).isEqualTo("core,ui");
  }

  @Test
  void aBadFileIsRefusedWithAllItsFaults() throws Exception {
    refused(
        () ->
            put(
                "bad",
                """
                croft: 1
                name: bad
                jobs:
                  a: {script: x, needs: [nobody]}
                  b: {scrpt: x}
                """),
        ProblemType.INVALID_GRAPH,
        "jobs.a",
        "jobs.b");
    refused(() -> farm.project().template("bad", null), ProblemType.NO_SUCH_TEMPLATE);
    refused(() -> put("../bad", NIGHTLY), ProblemType.INVALID_PARAMETER, "path:template");
  }

  @Test
  void aUseMakesAGraphThatKnowsTemplateAndVersion() throws Exception {
    put("used", NIGHTLY);
    Subject subject =
        new Subject("https://example.org/r", "main", "abc", List.of(), "17", null, "T", null);
    GraphView graph =
        use(
            "used",
            new TemplateUse(
                Map.of("branch", "stable", "rounds", "1.5"),
                null,
                List.of(),
                List.of(),
                null,
                null,
                true,
                subject));
    assertThat(graph.template()).isEqualTo("used");
    assertThat(graph.templateVersion()).isEqualTo(1);
    assertThat(graph.name()).isEqualTo("nightly-build");
    assertThat(graph.paused()).isTrue();
    assertThat(graph.subject()).isEqualTo(subject);
    assertThat(graph.parameters())
        .containsEntry("branch", "stable")
        .containsEntry("rounds", "1.5")
        .containsEntry("parts", "core,ui");
    assertThat(graph.count(JobState.INACTIVE)).isEqualTo(1);
    assertThat(farm.project().graphs(null, null, "used", Paging.FIRST).items())
        .containsExactly(graph);
    assertThat(farm.project().graphs(null, null, "unused", Paging.FIRST).items()).isEmpty();
    assertThat(farm.project().graphFile(graph.graph())).isEqualTo(NIGHTLY);
  }

  @Test
  void aRepeatedUseIsOneGraphEvenAfterANewVersion() throws Exception {
    put("repeated", NIGHTLY);
    TemplateUse use = choice(List.of("pack"), List.of());
    String key = UUID.randomUUID().toString();
    GraphView graph = farm.project().use("repeated", use, key).graph();
    put("repeated", NIGHTLY.replace("slow", "slower"));
    assertThat(farm.project().use("repeated", use, key).graph().graph()).isEqualTo(graph.graph());
    assertThat(farm.project().use("repeated", use, key).repeated()).isTrue();
    refused(
        () -> farm.project().use("repeated", choice(List.of("fuzz"), List.of()), key),
        ProblemType.KEY_REUSED);
  }

  @Test
  void valuesAreCheckedAgainstTheirTypes() throws Exception {
    put("typed", NIGHTLY);
    refused(
        () ->
            use(
                "typed",
                new TemplateUse(
                    Map.of("branch", "mian", "rounds", "many", "parts", "core,gui", "clean", "no"),
                    null,
                    List.of(),
                    List.of(),
                    null,
                    null,
                    null,
                    null)),
        ProblemType.INVALID_GRAPH,
        "parameters.branch",
        "parameters.rounds",
        "parameters.parts",
        "parameters.clean");
    refused(() -> use("typed", TemplateUse.PLAIN), ProblemType.INVALID_GRAPH, "parameters.branch");
  }

  @Test
  void chosenJobsBringWhatTheyNeedAndTheRestIsInactive() throws Exception {
    put("chosen", NIGHTLY);
    GraphView graph = use("chosen", choice(List.of("test/17/*"), List.of()));
    assertThat(graph.jobs()).isEqualTo(10);
    assertThat(active(graph))
        .containsExactlyInAnyOrder("fetch", "compile/17", "test/17/a", "test/17/b", "report");
    assertThat(active(use("chosen", choice(List.of("fuzz"), List.of()))))
        .containsExactlyInAnyOrder("fetch", "compile/17", "fuzz", "report");
    assertThat(active(use("chosen", choice(List.of(), List.of("compile/25", "report")))))
        .containsExactlyInAnyOrder("fetch", "compile/17", "test/17/a", "test/17/b");
    assertThat(active(use("chosen", choice(List.of("test/**"), List.of("compile/17")))))
        .containsExactlyInAnyOrder("fetch", "compile/25", "test/25/a", "test/25/b", "report");
    refused(
        () -> use("chosen", choice(List.of("test/18/*"), List.of("nobody"))),
        ProblemType.INVALID_GRAPH,
        "only[0]",
        "except[0]");
  }

  @Test
  void jobsOfAnEarlierGraphAreChosenAgain() throws Exception {
    put(
        "again",
        """
        croft: 1
        name: again
        jobs:
          base: {script: make, priority: 1000}
          good: {needs: [base], script: make, priority: 1000}
          bad: {needs: [base], script: make, priority: 1000}
          other: {script: make, priority: 1000}
        """);
    GraphView first = use("again", only(List.of("good", "bad"), null, null));
    assertThat(active(first)).containsExactlyInAnyOrder("base", "good", "bad");
    farm.claim("base");
    farm.ends("base", Outcome.SUCCEEDED, 0);
    farm.claim("good");
    farm.claim("bad");
    farm.ends("good", Outcome.SUCCEEDED, 0);
    farm.ends("bad", Outcome.FAILED, 3);
    assertThat(farm.project().graph(first.graph()).state()).isEqualTo(GraphState.FAILED);

    GraphView again = use("again", only(List.of(), first.graph(), null));
    assertThat(active(again)).containsExactlyInAnyOrder("base", "good", "bad");
    GraphView failed = use("again", only(List.of(), null, first.graph()));
    assertThat(active(failed)).containsExactlyInAnyOrder("base", "bad");
    refused(
        () -> use("again", only(List.of(), null, again.graph())),
        ProblemType.INVALID_GRAPH,
        "failedOf");
    refused(() -> use("again", only(List.of(), 7L, null)), ProblemType.NO_SUCH_GRAPH);

    List<SeriesView> series = farm.project().series("again", null, null, null).items();
    assertThat(series.stream().map(SeriesView::key)).containsExactly("bad", "base", "good");
    assertThat(series.getFirst().results())
        .extracting(SeriesView.Result::graph)
        .containsExactly(failed.graph(), again.graph(), first.graph());
    SeriesView.Result result = series.getFirst().results().getLast();
    assertThat(result.state()).isEqualTo(JobState.FAILED);
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.durationMs()).isNotNull().isNotNegative();
    assertThat(farm.project().series("again", "g*", 1, null).items())
        .hasSize(1)
        .allMatch(found -> found.results().size() == 1);
  }

  private static TemplateUse only(
      List<String> only, @Nullable Long again, @Nullable Long failedOf) {
    return new TemplateUse(Map.of(), null, only, List.of(), again, failedOf, null, null);
  }
}
