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
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobState;
import croft.protocol.wire.TemplateUse;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Jobs are chosen by expressions; edits are for a revision. */
class WhereApiTest {
  private static final String FILE =
      """
      croft: 1
      name: chosen
      jobs:
        fetch: {script: x}
        unit: {matrix: {os: [linux, mac]}, needs: [fetch], script: y, tags: [fast]}
        fuzz: {matrix: {os: [linux, mac]}, active: false, pool: big, script: z}
        doc: {script: d, priority: 7}
      """;

  @AutoClose private static final ApiServer farm = new ApiServer();

  private static Edits.EditView edit(long graph, Operation... operations) throws Exception {
    return farm.project().edit(graph, new EditRequest(null, null, List.of(operations)), false);
  }

  private static Operation where(Op op, String expression) {
    return Operation.on(op, List.of()).where(expression);
  }

  private static List<String> keys(long graph, JobState state) throws Exception {
    return farm.project().jobs(graph, Set.of(state), null, Paging.FIRST).items().stream()
        .map(job -> job.key())
        .toList();
  }

  private static void refused(ThrowingCall call, ProblemType type, String place) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.is(type)).as(problem.getMessage()).isTrue();
              if (!place.isEmpty()) {
                assertThat(problem.problem().places().getFirst().where()).isEqualTo(place);
              }
            });
  }

  private interface ThrowingCall {
    void run() throws Exception;
  }

  @Test
  void anExpressionChoosesJobsByTheirDefinitions() throws Exception {
    long graph = farm.submit(FILE).graph();
    edit(graph, where(Op.ACTIVATE, "job.pool == 'big' && job.key.like('**/linux')"));
    assertThat(keys(graph, JobState.INACTIVE)).containsExactly("fuzz/mac");
    edit(graph, where(Op.HOLD, "'fast' in job.tags || job.priority > 5"));
    assertThat(keys(graph, JobState.HELD)).containsExactly("doc");
    // It says the same of jobs that an edit has changed.
    edit(
        graph,
        Operation.job(Op.REPLACE, "doc", Map.of("script", "d", "tags", List.of("new"))),
        where(Op.CANCEL, "size(job.needs) > 0 && 'fetch' in ancestors(job.key)"));
    assertThat(keys(graph, JobState.CANCELLED)).containsExactly("unit/linux", "unit/mac");
    edit(graph, where(Op.RERUN, "job.key.like('unit/*')"));
    edit(graph, where(Op.CANCEL, "'new' in job.tags"));
    assertThat(keys(graph, JobState.CANCELLED)).containsExactly("doc");
    edit(graph, Operation.on(Op.DEACTIVATE, List.of("fuzz/linux")).where("job.key == 'fetch'"));
    assertThat(keys(graph, JobState.INACTIVE))
        .containsExactly("fetch", "unit/linux", "unit/mac", "fuzz/linux", "fuzz/mac");
  }

  @Test
  void whatIsWrongWithAnExpressionIsSaidAndNothingIsDone() throws Exception {
    GraphView graph = farm.submit(FILE);
    long id = graph.graph();
    String place = "operations[0].where";
    refused(() -> edit(id, where(Op.HOLD, "job.pool = 'big'")), ProblemType.INVALID_EDIT, place);
    refused(() -> edit(id, where(Op.HOLD, "job.key")), ProblemType.INVALID_EDIT, place);
    refused(
        () -> edit(id, where(Op.HOLD, "job.key == 'nothing'")), ProblemType.INVALID_EDIT, place);
    refused(() -> edit(id, where(Op.HOLD, "job.nope == 'x'")), ProblemType.INVALID_EDIT, place);
    refused(
        () -> edit(id, Operation.on(Op.HOLD, List.of())),
        ProblemType.INVALID_EDIT,
        "operations[0]");
    refused(
        () ->
            edit(
                id,
                IntStream.range(0, 21)
                    .mapToObj(at -> where(Op.HOLD, "job.priority < " + at))
                    .toArray(Operation[]::new)),
        ProblemType.OVER_LIMIT,
        "");
    assertThat(farm.project().graph(id).revision()).isEqualTo(1);
  }

  @Test
  void jobsOfATemplateAreChosenByExpressions() throws Exception {
    farm.project().putTemplate("chosen", Submission.YAML, Content.of(FILE), null);
    long graph = use("'fast' in job.tags", "job.key.like('**/mac')").graph();
    assertThat(keys(graph, JobState.INACTIVE))
        .containsExactly("unit/mac", "fuzz/linux", "fuzz/mac", "doc");
    refused(() -> use("job.pool ==", null), ProblemType.INVALID_GRAPH, "onlyWhere");
    refused(() -> use(null, "job.pool == 'none'"), ProblemType.INVALID_GRAPH, "exceptWhere");
  }

  private static GraphView use(@Nullable String only, @Nullable String except) throws Exception {
    TemplateUse use =
        new TemplateUse(
            Map.of(), null, List.of(), List.of(), only, except, null, null, null, null, null, null);
    return farm.project().use("chosen", use, UUID.randomUUID().toString()).graph();
  }

  @Test
  void anEditIsDoneOnlyIfTheGraphIsAtItsRevision() throws Exception {
    long graph = farm.submit(FILE).graph();
    EditRequest request =
        new EditRequest(null, null, List.of(Operation.on(Op.HOLD, List.of("doc"))));
    assertThat(farm.project().edit(graph, request, false, 1).revision()).isEqualTo(2);
    refused(() -> farm.project().edit(graph, request, true, 1), ProblemType.REVISION_CHANGED, "");

    String edits = "/api/v1/projects/default/graphs/" + graph + "/edits";
    String etag =
        farm.get("/api/v1/projects/default/graphs/" + graph).headers().firstValue("ETag").get();
    String body = "{\"operations\":[{\"op\":\"release\",\"jobs\":[\"doc\"]}]}";
    for (String tag : List.of(etag, "\"3\"", "*")) {
      assertThat(
              farm.send(
                      farm.request(edits)
                          .header("If-Match", tag)
                          .header("Content-Type", "application/json")
                          .POST(BodyPublishers.ofString(body)))
                  .statusCode())
          .as(tag)
          .isEqualTo(200);
    }
    assertThat(
            farm.send(
                    farm.request(edits.replace("edits", "revisions/2/undo"))
                        .header("If-Match", "\"2\"")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}")))
                .statusCode())
        .isEqualTo(412);
    assertThat(
            farm.send(
                    farm.request(edits)
                        .header("If-Match", "newest")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)))
                .statusCode())
        .isEqualTo(400);
  }
}
