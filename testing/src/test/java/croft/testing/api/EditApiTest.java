package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.client.Paging;
import croft.protocol.graphfile.GraphFile;
import croft.protocol.graphfile.GraphSpec;
import croft.protocol.graphfile.JobSpec;
import croft.protocol.graphfile.Media;
import croft.protocol.graphfile.ParseOptions;
import croft.protocol.graphfile.ParseResult;
import croft.protocol.problem.Place;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.DependencyView;
import croft.protocol.wire.Edits;
import croft.protocol.wire.Edits.EditRequest;
import croft.protocol.wire.Edits.EditView;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Graphs are edited through the API, by the rules of the model. */
class EditApiTest {
  private static final String PIPELINE =
      """
      croft: 1
      name: pipeline
      parameters: {version: {default: 1.2}}
      jobs:
        smoke: {script: ./smoke.sh, barrier: true}
        fetch: {script: ./fetch.sh}
        compile: {matrix: {jdk: [17, 25]}, needs: [fetch], script: make}
        any: {needs: [{any: [compile/17, compile/25]}], script: echo any}
        slow: {active: false, needs: [compile], script: sleep 1}
        deep: {active: false, needs: [slow], script: sleep 1}
        report: {finally: true, script: ./report.sh}
      """;

  @AutoClose private static final ApiServer farm = new ApiServer();

  private static EditView edit(long graph, Operation... operations) throws Exception {
    return farm.project().edit(graph, new EditRequest("because", null, List.of(operations)), false);
  }

  private static Operation on(Op op, String... jobs) {
    return Operation.on(op, List.of(jobs));
  }

  private static String states(long graph) throws Exception {
    Map<String, String> states = new TreeMap<>();
    for (JobView job : farm.project().jobs(graph, Set.of(), null, new Paging(null, 100)).items()) {
      states.put(job.key(), job.state().text());
    }
    return states.toString();
  }

  private static List<String> places(ProblemException problem) {
    return problem.problem().places().stream().map(Place::where).toList();
  }

  @Test
  void activatingAJobActivatesWhatItNeeds() throws Exception {
    GraphView graph = farm.submit(PIPELINE);
    EditView edited = edit(graph.graph(), on(Op.ACTIVATE, "deep"));
    assertThat(edited.revision()).isEqualTo(2);
    assertThat(edited.graph().revision()).isEqualTo(2);
    assertThat(edited.difference().moved())
        .extracting(Edits.Moved::key)
        .containsExactlyInAnyOrder("slow", "deep");
    assertThat(states(graph.graph())).contains("deep=blocked").contains("slow=blocked");
    edit(graph.graph(), on(Op.DEACTIVATE, "slow"));
    assertThat(states(graph.graph())).contains("deep=inactive").contains("slow=inactive");
  }

  @Test
  void jobsAreAddedReplacedLinkedAndRemovedAtOnce() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    EditView edited =
        edit(
            graph,
            Operation.job(Op.ADD, "lint", Map.of("script", "./lint.sh", "needs", List.of("fetch"))),
            Operation.job(
                Op.ADD,
                "check",
                Map.of(
                    "script",
                    "./check.sh",
                    "needs",
                    List.of("lint", Map.of("any", List.of("compile/**"))))),
            Operation.job(Op.REPLACE, "any", Map.of("script", "echo other")),
            Operation.edge(Op.LINK, "lint", "compile/17", null, "finished"),
            on(Op.REMOVE, "slow", "deep"));
    assertThat(edited.difference().added()).containsExactly("lint", "check");
    assertThat(edited.difference().removed()).containsExactly("slow", "deep");
    assertThat(edited.difference().replaced())
        .extracting(Edits.Replaced::key)
        .containsExactly("any");
    assertThat(edited.graph().jobs()).isEqualTo(8);
    assertThat(farm.project().job(graph, "check").dependencies())
        .extracting(DependencyView::key)
        .contains("lint", "compile/17", "compile/25", "smoke");
    JobDetail any = farm.project().job(graph, "any");
    assertThat(any.body().text()).contains("echo other");
    assertThat(any.dependencies()).hasSize(3);
    assertThatThrownBy(() -> farm.project().job(graph, "slow"))
        .isInstanceOf(ProblemException.class);
    assertThat(farm.project().job(graph, "compile/17").dependencies()).hasSize(3);
    // New jobs lie under the barrier, too.
    assertThat(farm.project().job(graph, "lint").why()).contains("smoke");
  }

  private static final String TESTS =
      """
      croft: 1
      name: tests
      jobs:
        build: {script: make}
        test/one: {needs: [build], script: ./one.sh}
        test/two: {needs: [build], script: ./two.sh}
        merge: {needs: ["test/*"], script: ./merge.sh}
        either: {needs: ["test/*"], after: ["test/*"], script: ./either.sh}
        counted: {needs: [{any: ["test/*"]}], script: ./counted.sh}
        report: {finally: true, after: ["test/*"], script: ./report.sh}
      """;

  private static List<String> waitsFor(long graph, String job) throws Exception {
    return farm.project().job(graph, job).dependencies().stream().map(DependencyView::key).toList();
  }

  private static Operation test(String key) {
    return Operation.job(Op.ADD, key, Map.of("script", "x", "needs", List.of("build")));
  }

  @Test
  void jobsThatAnEditAddsAreNeededByTheGlobsThatMatchThem() throws Exception {
    long graph = farm.submit(TESTS).graph();
    EditView edited = edit(graph, test("test/three"));
    assertThat(edited.difference().linked())
        .extracting(link -> link.from() + " > " + link.to())
        .containsExactlyInAnyOrder(
            "test/three > merge", "test/three > either", "test/three > report");
    assertThat(waitsFor(graph, "merge")).containsExactly("test/one", "test/two", "test/three");
    assertThat(waitsFor(graph, "counted")).doesNotContain("test/three");

    // A job that an edit adds has globs of its own.
    edit(
        graph,
        test("check/one"),
        Operation.job(Op.ADD, "late", Map.of("script", "x", "needs", List.of("check/*"))));
    edit(graph, test("check/two"));
    assertThat(waitsFor(graph, "late")).containsExactly("check/one", "check/two");

    farm.project().undo(graph, 4, null);
    farm.project().undo(graph, 2, null);
    assertThat(waitsFor(graph, "merge")).containsExactly("test/one", "test/two");
  }

  @Test
  void whatIsRemovedIsNoMoreNeededAsLongAsTheGlobMatchesAnother() throws Exception {
    long graph = farm.submit(TESTS.replaceAll(".*(counted).*\n", "")).graph();
    assertThat(edit(graph, on(Op.REMOVE, "test/one")).difference().unlinked())
        .extracting(link -> link.from() + " > " + link.to())
        .containsExactlyInAnyOrder("test/one > merge", "test/one > either", "test/one > report");
    assertThat(waitsFor(graph, "merge")).containsExactly("test/two");
    assertThatThrownBy(() -> edit(graph, on(Op.REMOVE, "test/two")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(places(problem)).contains("jobs.test/two"));
    farm.project().undo(graph, 2, "it was good");
    assertThat(waitsFor(graph, "merge")).containsExactlyInAnyOrder("test/one", "test/two");
  }

  @Test
  void whatWasUnlinkedOrWrittenAnewOrHasStartedIsLeftAlone() throws Exception {
    long graph = farm.submit(TESTS).graph();
    edit(
        graph,
        Operation.edge(Op.UNLINK, "test/one", "merge", null, null),
        Operation.job(Op.REPLACE, "either", Map.of("script", "x", "needs", List.of("test/two"))));
    edit(graph, test("test/three"));
    assertThat(waitsFor(graph, "merge")).containsExactly("test/two", "test/three");
    assertThat(waitsFor(graph, "either")).containsExactly("test/two");
    // In one edit: it is added, and this one job does not wait for it.
    edit(graph, test("test/four"), Operation.edge(Op.UNLINK, "test/four", "merge", null, null));
    assertThat(waitsFor(graph, "merge")).containsExactly("test/two", "test/three");
    // What waits for itself by a glob would wait for ever.
    assertThatThrownBy(
            () ->
                edit(
                    graph,
                    Operation.job(
                        Op.ADD, "test/five", Map.of("script", "x", "needs", List.of("merge")))))
        .hasMessageContaining("would wait for each other");
  }

  @Test
  void anEdgeAndItsJobGoInOneEdit() throws Exception {
    long graph =
        farm.submit("croft: 1\nname: x\njobs: {a: {script: x}, b: {needs: [a], script: x}}")
            .graph();
    edit(graph, on(Op.REMOVE, "a"), Operation.edge(Op.UNLINK, "a", "b", null, null));
    assertThat(waitsFor(graph, "b")).isEmpty();
  }

  @Test
  void aDryRunSaysWhatWouldFollowAndChangesNothing() throws Exception {
    GraphView before = farm.submit(PIPELINE);
    EditView would =
        farm.project()
            .edit(
                before.graph(), new EditRequest(null, null, List.of(on(Op.CANCEL, "fetch"))), true);
    assertThat(would.dryRun()).isTrue();
    assertThat(would.difference().moved()).extracting(Edits.Moved::key).contains("fetch", "any");
    assertThat(farm.project().graph(before.graph())).isEqualTo(before);
    assertThat(farm.project().revisions(before.graph(), Paging.FIRST).items()).isEmpty();
  }

  @Test
  void everyFaultIsNamedAndNothingIsHalfDone() throws Exception {
    GraphView before = farm.submit(PIPELINE);
    assertThatThrownBy(
            () ->
                edit(
                    before.graph(),
                    on(Op.ACTIVATE, "slow"),
                    on(Op.HOLD, "nothing/*", "nobody"),
                    Operation.job(Op.ADD, "bad", Map.of("scritp", "x")),
                    Operation.edge(Op.LINK, "fetch", "nowhere", null, null)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.problem().status()).isEqualTo(422);
              assertThat(places(problem))
                  .contains("operations[1].jobs[0]", "operations[1].jobs[1]");
            });
    assertThat(farm.project().graph(before.graph())).isEqualTo(before);
  }

  @Test
  void aCycleIsNamed() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    assertThatThrownBy(() -> edit(graph, Operation.edge(Op.LINK, "any", "fetch", null, null)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem ->
                assertThat(problem.problem().places().getFirst().message())
                    .contains("fetch")
                    .contains("any"));
  }

  @Test
  void whatOthersWaitForIsNotRemoved() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    assertThatThrownBy(() -> edit(graph, on(Op.REMOVE, "slow")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem ->
                assertThat(problem.problem().places().getFirst().message()).contains("'deep'"));
  }

  @Test
  void whatRanStaysAndConflictsAreNamed() throws Exception {
    long graph =
        farm.submit(
                "{croft: 1, name: g, priority: 9, jobs: {a: {script: x}, b: {needs: [a], script: x}}}")
            .graph();
    farm.claim(1);
    assertThatThrownBy(() -> edit(graph, on(Op.REMOVE, "a")))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.problem().status()).isEqualTo(409);
              assertThat(places(problem)).containsExactly("jobs.a");
            });
    assertThat(farm.ends("a", Outcome.SUCCEEDED, 0)).isEqualTo(CompletionVerdict.ACCEPTED);
    // Replacing a job that ended runs it again, with the new definition.
    edit(graph, Operation.job(Op.REPLACE, "a", Map.of("script", "y")));
    assertThat(states(graph)).isEqualTo("{a=ready, b=blocked}");
  }

  @Test
  void anEditForAnOldRevisionConflictsOnlyWithJobsThatChangedSince() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    edit(graph, Operation.job(Op.REPLACE, "any", Map.of("script", "echo 2")));
    EditRequest other =
        new EditRequest(
            null, 1, List.of(Operation.job(Op.REPLACE, "fetch", Map.of("script", "echo 3"))));
    assertThat(farm.project().edit(graph, other, false).revision()).isEqualTo(3);
    EditRequest same =
        new EditRequest(
            null, 1, List.of(Operation.job(Op.REPLACE, "any", Map.of("script", "echo 4"))));
    assertThatThrownBy(() -> farm.project().edit(graph, same, false))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(places(problem)).containsExactly("jobs.any"));
  }

  @Test
  void anEditIsUndoneAndAPastRevisionCanBeShown() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    String first = farm.project().revisionFile(graph, 1);
    GraphSpec spec = parse(first);
    assertThat(spec.jobs()).extracting(JobSpec::key).contains("compile/17", "deep", "report");
    edit(
        graph,
        on(Op.REMOVE, "deep", "slow"),
        Operation.job(Op.ADD, "lint", Map.of("script", "./lint.sh")),
        Operation.job(Op.REPLACE, "any", Map.of("script", "echo other", "needs", List.of("fetch"))),
        Operation.edge(Op.UNLINK, "fetch", "compile/25", null, null),
        on(Op.HOLD, "compile/17"));
    assertThat(farm.project().revisionFile(graph, 1)).isEqualToIgnoringWhitespace(first);
    assertThat(farm.project().revisionFile(graph, 2)).contains("./lint.sh");
    EditView undone = farm.project().undo(graph, 2, "a mistake");
    assertThat(undone.revision()).isEqualTo(3);
    assertThat(parse(farm.project().revisionFile(graph, 3)).jobs())
        .containsExactlyInAnyOrderElementsOf(spec.jobs());
    List<Edits.RevisionView> revisions = farm.project().revisions(graph, Paging.FIRST).items();
    assertThat(revisions).extracting(Edits.RevisionView::revision).containsExactly(3, 2);
    assertThat(revisions.getFirst().reason()).isEqualTo("undo of revision 2: a mistake");
  }

  private static GraphSpec parse(String json) {
    return switch (GraphFile.parse(json, Media.JSON, ParseOptions.NONE)) {
      case ParseResult.Parsed(GraphSpec spec) -> spec;
      case ParseResult.Faulty(var faults) -> throw new AssertionError(faults.toString());
    };
  }

  @Test
  void whatCannotBeTakenBackSaysSo() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    edit(graph, on(Op.CANCEL, "fetch"));
    assertThatThrownBy(() -> farm.project().undo(graph, 2, null))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.problem().detail()).contains("cancelled jobs"));
  }

  @Test
  void aParametersNewValueReachesWhatHasNotStarted() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    edit(graph, Operation.parameter("version", "1.3"));
    assertThat(farm.project().graph(graph).parameters()).containsEntry("version", "1.3");
    assertThat(farm.project().job(graph, "fetch").body().text()).contains("\"VERSION\":\"1.3\"");
  }

  @Test
  void aGraphThatWasOverGoesOnAndEndsAgain() throws Exception {
    GraphView submitted =
        farm.submit(
            "{croft: 1, name: g, priority: 10, jobs: {one: {script: x}, two: {active: false, needs: [one], script: x}}}");
    long graph = submitted.graph();
    farm.claim("one");
    farm.ends("one", Outcome.SUCCEEDED, 0);
    assertThat(farm.project().graph(graph).state()).isEqualTo(GraphState.SUCCEEDED);
    EditView edited = edit(graph, on(Op.ACTIVATE, "two"));
    assertThat(edited.difference().reopens()).isTrue();
    assertThat(edited.graph().state()).isEqualTo(GraphState.RUNNING);
    farm.claim("two");
    farm.ends("two", Outcome.FAILED, 1);
    GraphView failed = farm.project().graph(graph);
    assertThat(failed.state()).isEqualTo(GraphState.FAILED);
    assertThat(failed.endings()).isEqualTo(2);
    // A waiver changes how the graph ended.
    assertThat(edit(graph, on(Op.WAIVE, "two")).graph().state()).isEqualTo(GraphState.SUCCEEDED);
    assertThat(farm.project().job(graph, "two").view().waived()).isTrue();
    assertThat(farm.project().job(graph, "two").view().state()).isEqualTo(JobState.FAILED);
  }
}
