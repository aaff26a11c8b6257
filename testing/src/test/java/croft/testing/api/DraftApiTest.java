package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.client.Content;
import croft.protocol.client.Paging;
import croft.protocol.client.Submission;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Edits;
import croft.protocol.wire.Edits.EditRequest;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.EventView;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.TemplateUse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Graphs that are stored, edited, and started later. */
class DraftApiTest {
  private static final String RELEASE =
      """
      croft: 1
      name: release
      deadline: 2h
      jobs:
        build: {script: make, deadline: 1h}
        sign-off: {needs: [build], breakpoint: {timeout: 10m}}
        ask: {breakpoint: {}}
        report: {finally: true, script: ./report.sh}
      """;

  @AutoClose private static final ApiServer farm = new ApiServer();

  private static GraphView draft(String yaml) throws Exception {
    return farm.project().submit(Submission.yaml(yaml).asDraft()).graph();
  }

  private static Edits.EditView edit(long graph, boolean dryRun, Operation... operations)
      throws Exception {
    return farm.project().edit(graph, new EditRequest("why", null, List.of(operations)), dryRun);
  }

  private static List<String> keys(long graph, JobState state) throws Exception {
    return farm.project().jobs(graph, Set.of(state), null, Paging.FIRST).items().stream()
        .map(job -> job.key())
        .toList();
  }

  private static List<String> kinds(long graph) throws Exception {
    return farm.project().events(graph, 0, Paging.FIRST.limit()).items().stream()
        .map(EventView::kind)
        .filter(kind -> kind != null)
        .toList();
  }

  @Test
  void nothingOfADraftBegins() throws Exception {
    GraphView graph = draft(RELEASE);

    assertThat(graph.state()).isEqualTo(GraphState.DRAFT);
    assertThat(graph.startedAt()).isNull();
    assertThat(graph.deadlineAt()).isNull();
    assertThat(keys(graph.graph(), JobState.READY)).containsExactly("build");
    assertThat(farm.project().job(graph.graph(), "build").why()).contains("draft");
    assertThat(farm.project().job(graph.graph(), "ask").why()).contains("draft");
    assertThat(farm.project().graphs(GraphState.DRAFT, "release", Paging.FIRST).items())
        .extracting(GraphView::graph)
        .contains(graph.graph());
    assertThat(farm.number("select count(*) from deadline where graph = " + graph.graph()))
        .isZero();
    assertThat(farm.claimWithin(8, Duration.ofMillis(200)))
        .noneMatch(attempt -> attempt.graph() == graph.graph());
    assertThat(farm.project().decisions(true, false, Paging.FIRST).items())
        .noneMatch(decision -> decision.graph() == graph.graph());
    farm.project().cancel(graph.graph(), null);
  }

  @Test
  void aDraftIsEditedTriedAndUndoneBeforeItStarts() throws Exception {
    GraphView graph = draft(RELEASE);
    long id = graph.graph();
    assertThat(edit(id, true, Operation.on(Op.REMOVE, List.of("ask"))).dryRun()).isTrue();
    edit(id, false, Operation.on(Op.REMOVE, List.of("ask", "sign-off")));
    edit(
        id,
        false,
        Operation.job(Op.ADD, "test", Map.of("script", "t", "needs", List.of("build"))),
        Operation.job(Op.ADD, "soon", Map.of("script", "s", "deadline", "30m")));
    farm.project().undo(id, 2, null);
    edit(id, false, Operation.on(Op.CANCEL, List.of("ask", "soon")));

    GraphView before = farm.project().graph(id);
    assertThat(before.state()).isEqualTo(GraphState.DRAFT);
    assertThat(before.revision()).isEqualTo(5);
    GraphView started = farm.project().start(id).graph();

    assertThat(started.state()).isEqualTo(GraphState.RUNNING);
    assertThat(started.startedAt()).isAfter(before.createdAt());
    assertThat(Duration.between(started.startedAt(), started.deadlineAt()))
        .isEqualTo(Duration.ofHours(2));
    assertThat(
            farm.number(
                "select count(*) from deadline d join job_detail j using (graph, job)"
                    + " join graph g on g.id = d.graph where d.graph = "
                    + id
                    + " and d.at = g.started_at + j.deadline_ms * interval '1 millisecond'"))
        .isEqualTo(2);
    assertThat(farm.project().start(id).graph().revision()).isEqualTo(5);
    assertThat(kinds(id)).containsExactly("submitted", "edit", "edit", "edit", "edit", "start");
    assertThat(farm.claim("build").graph()).isEqualTo(id);
    farm.project().cancel(id, null);
  }

  @Test
  void anEditKeepsWhatItSaysOfDeadlines() throws Exception {
    long id = draft(RELEASE).graph();
    edit(id, false, Operation.on(Op.REMOVE, List.of("sign-off")));
    edit(id, false, Operation.job(Op.REPLACE, "build", Map.of("script", "x", "deadline", "5m")));
    assertThat(farm.project().revisionFile(id, 3)).contains("\"deadline\" : \"5m\"");
    assertThat(farm.project().revisionFile(id, 1)).contains("\"deadline\" : \"1h\"");
    farm.project().start(id);
    edit(id, false, Operation.job(Op.REPLACE, "build", Map.of("script", "x")));
    assertThat(farm.number("select count(*) from deadline where job >= 0 and graph = " + id))
        .isZero();
    farm.project().cancel(id, null);
  }

  @Test
  void aDraftThatIsCancelledIsOverWithItsFinalizers() throws Exception {
    long id = draft(RELEASE).graph();
    GraphView graph = farm.project().cancel(id, "not needed").graph();
    assertThat(graph.state()).isEqualTo(GraphState.CANCELLED);
    assertThat(graph.endings()).isEqualTo(1);
    assertThat(graph.count(JobState.CANCELLED)).isEqualTo(4);
    assertThat(kinds(id)).containsExactly("submitted", "cancel", "ended");
  }

  @Test
  void aDraftWithNothingToRunIsOverWhenItStarts() throws Exception {
    long id = draft("{croft: 1, name: idle, jobs: {a: {active: false, script: x}}}").graph();
    assertThat(farm.project().graph(id).state()).isEqualTo(GraphState.DRAFT);
    assertThat(farm.project().start(id).graph().state()).isEqualTo(GraphState.SUCCEEDED);
    assertThat(kinds(id)).containsExactly("submitted", "start", "ended");
  }

  @Test
  void aClosedLatchKeepsADraftFromStartingNotFromBeingStored() throws Exception {
    farm.project().setLatch("trunk", false, "broken");
    long id = draft("{croft: 1, name: landing, latch: trunk, jobs: {a: {script: x}}}").graph();
    assertThatThrownBy(() -> farm.project().start(id))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.is(ProblemType.LATCH_CLOSED)).isTrue());
    assertThat(farm.project().graph(id).state()).isEqualTo(GraphState.DRAFT);
    farm.project().setLatch("trunk", true, null);
    assertThat(farm.project().start(id).graph().state()).isEqualTo(GraphState.RUNNING);
    farm.project().cancel(id, null);
  }

  @Test
  void aJobOfAnotherGraphIsWaitedForFromTheStart() throws Exception {
    long other = farm.submit("{croft: 1, name: first, jobs: {a: {script: x}}}").graph();
    long id =
        draft(
                "{croft: 1, name: second, jobs: {b: {script: y, needs: [{graph: %d, job: a}]}}}"
                    .formatted(other))
            .graph();
    farm.project().cancel(other, null);
    long seq = farm.project().graph(id).seq();
    assertThat(seq).isEqualTo(1);
    farm.project().start(id);
    long end = System.nanoTime() + 20_000_000_000L;
    while (!farm.project().graph(id).state().isOver() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(keys(id, JobState.SKIPPED)).containsExactly("b");
  }

  @Test
  void aTemplateMakesADraft() throws Exception {
    farm.project()
        .putTemplate(
            "drafted",
            Submission.YAML,
            Content.of("{croft: 1, name: drafted, jobs: {a: {script: x}}}"),
            null);
    TemplateUse use =
        new TemplateUse(
            Map.of(), null, List.of(), List.of(), null, null, null, null, null, true, null, null);
    GraphView graph = farm.project().use("drafted", use, "key-drafted").graph();
    assertThat(graph.state()).isEqualTo(GraphState.DRAFT);
    farm.project().cancel(graph.graph(), null);
  }
}
