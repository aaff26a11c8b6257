package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.client.Content;
import croft.protocol.client.Paging;
import croft.protocol.json.Digest;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.DependencyValue;
import croft.protocol.wire.DependencyView;
import croft.protocol.wire.Edits;
import croft.protocol.wire.Edits.EditRequest;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.InputFile;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Jobs that need jobs of other graphs, over HTTP, on a real server and database. */
class RemoteNeedApiTest {
  @AutoClose private final ApiServer farm = new ApiServer();

  private static final String PROMOTE =
      """
      croft: 1
      name: promote
      jobs:
        ship: {script: ./ship.sh}
        push: {needs: [ship, {graph: %1$d, job: bundle}], script: ./push.sh}
        undo: {needs: [{graph: %1$d, job: bundle, on: failed}], script: ./undo.sh}
        tell: {after: [{graph: %1$d, job: bundle}], script: ./tell.sh}
      """;

  private static final String BUILD =
      "{croft: 1, name: build, jobs: {bundle: {script: x, outputs: [app.zip]}, other: {script: y}}}";

  private void is(long graph, String key, JobState state) throws Exception {
    long end = System.nanoTime() + 20_000_000_000L;
    while (farm.project().job(graph, key).view().state() != state) {
      if (System.nanoTime() > end) {
        throw new AssertionError(key + " is " + farm.project().job(graph, key).view());
      }
      Thread.onSpinWait();
    }
  }

  private Assignment ends(String key, Outcome outcome) throws Exception {
    Assignment attempt = farm.claim(key);
    farm.ends(key, outcome, outcome == Outcome.SUCCEEDED ? 0 : 1);
    farm.forget(key);
    return attempt;
  }

  private DependencyView bundleOf(long graph, String key) throws Exception {
    return farm.project().job(graph, key).dependencies().stream()
        .filter(dependency -> dependency.key().equals("bundle"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theyFollowTheOtherJobWhateverHappensToIt() throws Exception {
    long build = farm.submit(BUILD).graph();
    long promote = farm.submit(PROMOTE.formatted(build)).graph();
    assertThat(farm.project().graph(promote).jobs()).isEqualTo(4);
    ends("ship", Outcome.SUCCEEDED);
    is(promote, "push", JobState.BLOCKED);
    DependencyView open = bundleOf(promote, "push");
    assertThat(open.graph()).isEqualTo(build);
    assertThat(open.value()).isEqualTo(DependencyValue.OPEN);
    assertThat(farm.project().job(promote, "push").why()).contains("bundle of graph " + build);

    Assignment bundle = farm.claim("bundle");
    byte[] zip = "zip".getBytes(StandardCharsets.UTF_8);
    farm.client()
        .putArtifact(
            new AttemptId(bundle.graph(), bundle.job(), bundle.attempt()),
            bundle.nonce(),
            ArtifactKind.OUTPUT,
            "app.zip",
            Digest.of(zip).hex(),
            Content.of(zip));
    ends("bundle", Outcome.SUCCEEDED);
    is(promote, "undo", JobState.SKIPPED);
    Assignment push = ends("push", Outcome.SUCCEEDED);
    InputFile input = push.inputs().getFirst();
    assertThat(input.graph()).isEqualTo(build);
    assertThat(input.name()).isEqualTo("app.zip");
    assertThat(bundleOf(promote, "push").value()).isEqualTo(DependencyValue.SATISFIED);
    ends("tell", Outcome.SUCCEEDED);
    assertThat(farm.project().graph(promote).state()).isEqualTo(GraphState.SUCCEEDED);

    // Run again, and fails: what used the old one is stale, and what waits for a failure goes.
    farm.project().rerunJob(build, "bundle", false);
    is(promote, "undo", JobState.BLOCKED);
    assertThat(farm.project().job(promote, "push").view().stale()).isTrue();
    assertThat(farm.project().graph(promote).state()).isEqualTo(GraphState.RUNNING);
    ends("bundle", Outcome.FAILED);
    ends("undo", Outcome.SUCCEEDED);
    assertThat(bundleOf(promote, "push").value()).isEqualTo(DependencyValue.BROKEN);
  }

  @Test
  void theyFollowEditsAndWaivers() throws Exception {
    long build = farm.submit(BUILD).graph();
    ends("bundle", Outcome.FAILED);
    ends("other", Outcome.SUCCEEDED);
    long promote = farm.submit(PROMOTE.formatted(build)).graph();
    is(promote, "push", JobState.SKIPPED);
    farm.project()
        .edit(
            build,
            new EditRequest("known", null, List.of(Operation.on(Op.WAIVE, List.of("bundle")))),
            false);
    // A waived failure counts as success.
    is(promote, "push", JobState.BLOCKED);
    is(promote, "undo", JobState.SKIPPED);
    ends("ship", Outcome.SUCCEEDED);
    ends("push", Outcome.SUCCEEDED);

    farm.project()
        .edit(
            build,
            new EditRequest("gone", null, List.of(Operation.on(Op.RERUN, List.of("bundle")))),
            false);
    is(promote, "undo", JobState.BLOCKED);
    farm.project().cancelJob(build, "bundle", null);
    is(promote, "undo", JobState.SKIPPED);
  }

  @Test
  void anEditKeepsThemAddsThemAndCanBeUndone() throws Exception {
    long build = farm.submit(BUILD).graph();
    long promote = farm.submit(PROMOTE.formatted(build)).graph();
    String before = farm.project().revisionFile(promote, 1);
    assertThat(before).contains("\"graph\" : " + build).contains("\"job\" : \"bundle\"");
    farm.project()
        .edit(
            promote,
            new EditRequest(
                null,
                null,
                List.of(
                    Operation.job(
                        Op.ADD,
                        "late",
                        Map.of(
                            "script",
                            "x",
                            "needs",
                            List.of(Map.of("graph", build, "job", "other")))),
                    Operation.job(
                        Op.REPLACE, "push", Map.of("script", "z", "needs", List.of("ship"))))),
            false);
    assertThat(farm.project().job(promote, "push").dependencies())
        .extracting(DependencyView::key)
        .containsExactly("ship");
    is(promote, "late", JobState.BLOCKED);
    ends("other", Outcome.SUCCEEDED);
    is(promote, "late", JobState.READY);
    farm.project().undo(promote, 2, null);
    assertThat(bundleOf(promote, "push").value()).isEqualTo(DependencyValue.OPEN);
    assertThat(farm.project().revisionFile(promote, 3)).isEqualTo(before);
    ends("ship", Outcome.SUCCEEDED);
    ends("bundle", Outcome.SUCCEEDED);
    ends("push", Outcome.SUCCEEDED);
  }

  @Test
  void whatIsNotThereIsNamedAndNothingIsStored() throws Exception {
    long build = farm.submit(BUILD).graph();
    assertThatThrownBy(
            () -> farm.submit(PROMOTE.formatted(build).replace("job: bundle}]", "job: bundel}]")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().status()).isEqualTo(422);
              assertThat(e.problem().places().getFirst().where()).isEqualTo("jobs.push.needs");
              assertThat(e.problem().places().getFirst().message())
                  .isEqualTo("the project has no graph %d with a job 'bundel'".formatted(build));
            });
    assertThat(farm.project().graphs(null, "promote", Paging.FIRST).items()).isEmpty();
  }

  @Test
  void anEditThatWouldMakeGraphsWaitInACircleIsRefused() throws Exception {
    long first =
        farm.submit("{croft: 1, name: one, jobs: {a: {script: x}, z: {script: x}}}").graph();
    long second =
        farm.submit(
                """
                croft: 1
                name: two
                jobs:
                  b: {needs: [{graph: %1$d, job: a}], script: y}
                  c: {needs: [b], script: y}
                  d: {script: y}
                """
                    .formatted(first))
            .graph();
    Map<String, Object> circle =
        Map.of("script", "x", "needs", List.of(Map.of("graph", second, "job", "c")));
    assertThatThrownBy(() -> replace(first, "a", circle))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("wait for each other");
    // Phase by phase is no circle, until a further dependency closes it.
    replace(first, "z", circle);
    assertThatThrownBy(
            () ->
                farm.project()
                    .edit(
                        first,
                        new EditRequest(
                            null,
                            null,
                            List.of(Edits.Operation.edge(Edits.Op.LINK, "z", "a", null, null))),
                        false))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("wait for each other");
    assertThat(farm.project().graph(first).revision()).isEqualTo(2);
    farm.project().cancel(first, null);
    farm.project().cancel(second, null);
  }

  private void replace(long graph, String key, Map<String, Object> job) throws Exception {
    farm.project()
        .edit(
            graph,
            new EditRequest(null, null, List.of(Edits.Operation.job(Edits.Op.REPLACE, key, job))),
            false);
  }
}
