package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import croft.protocol.client.Paging;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.DependencyValue;
import croft.protocol.wire.DependencyView;
import croft.protocol.wire.GraphColumns;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Page;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class GraphApiTest {
  private static final String PIPELINE =
      """
      croft: 1
      name: pipeline
      parameters: {version: {default: 1.2}}
      jobs:
        fetch: {script: ./fetch.sh}
        compile: {matrix: {jdk: [17, 25]}, needs: [fetch], script: make}
        test: {matrix: {jdk: [17, 25], chunk: [a, b]}, needs: [compile], script: make test}
        any: {needs: [{any: [test/17/a, test/25/a]}], script: echo any}
        alarm: {needs: [{job: fetch, on: failed}], script: echo alarm}
        slow: {active: false, needs: [fetch], script: sleep 1}
        gpu: {script: echo, labels: [gpu]}
        report: {finally: true, script: ./report.sh}
      """;

  @AutoClose private static final ApiServer farm = new ApiServer();

  @Test
  void aGraphIsSubmittedShownAndListed() throws Exception {
    GraphView graph = farm.submit(PIPELINE);
    assertThat(graph.name()).isEqualTo("pipeline");
    assertThat(graph.state()).isEqualTo(GraphState.RUNNING);
    assertThat(graph.author()).isEqualTo("admin");
    assertThat(graph.parameters()).containsEntry("version", "1.2");
    assertThat(graph.jobs()).isEqualTo(12);
    assertThat(graph.count(JobState.INACTIVE)).isEqualTo(1);
    assertThat(graph.count(JobState.READY)).isEqualTo(2);
    assertThat(farm.project().graph(graph.graph())).isEqualTo(graph);
    assertThat(farm.project().graphFile(graph.graph())).isEqualTo(PIPELINE);
    assertThat(farm.project().graphs(GraphState.RUNNING, "pipe*", Paging.FIRST).items())
        .contains(graph);
    assertThat(farm.project().graphs(GraphState.FAILED, "pipe*", Paging.FIRST).items())
        .doesNotContain(graph);
  }

  @Test
  void aGraphComesAsColumns() throws Exception {
    GraphView graph = farm.submit(PIPELINE);
    GraphColumns columns = farm.project().columns(graph.graph());

    assertThat(columns.graph()).isEqualTo(graph);
    assertThat(columns.keys()).hasSize(12).contains("test/25/b", "report");
    int slow = columns.keys().indexOf("slow");
    int report = columns.keys().indexOf("report");
    assertThat(columns.states().get(slow)).isEqualTo(JobState.INACTIVE);
    assertThat(columns.marks()[report]).isEqualTo(GraphColumns.MARK_FINALLY);
    assertThat(columns.groups().get(columns.keys().indexOf("test/25/b"))).isEqualTo("test");
    int test = columns.jobs()[columns.keys().indexOf("test/17/a")];
    int compile = columns.jobs()[columns.keys().indexOf("compile/17")];
    List<String> needs = new ArrayList<>();
    for (int i = 0; i < columns.to().length; i++) {
      if (columns.to()[i] == test) {
        needs.add(columns.from()[i] + " " + columns.kinds().get(i).text() + columns.ons().get(i));
      }
    }
    assertThat(needs).containsExactly(compile + " needs" + "succeeded");
  }

  @Test
  void columnsComeCompressedToWhoeverReadsThat() throws Exception {
    String path =
        "/api/v1/projects/default/graphs/%d/columns".formatted(farm.submit(PIPELINE).graph());
    var packed = farm.send(farm.request(path).header("Accept-Encoding", "gzip"));

    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(farm.get(path).headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void anEtagSavesReadingWhatDidNotChange() throws Exception {
    GraphView graph = farm.submit(PIPELINE);
    String path = "/api/v1/projects/default/graphs/" + graph.graph();
    var first = farm.get(path);
    String etag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(etag).isEqualTo("\"1." + graph.seq() + "\"");
    assertThat(farm.send(farm.request(path).header("If-None-Match", etag)).statusCode())
        .isEqualTo(304);
    farm.project().pause(graph.graph());
    assertThat(farm.send(farm.request(path).header("If-None-Match", etag)).statusCode())
        .isEqualTo(200);
    var head = farm.send(farm.request(path).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void jobsArePagedAndFiltered() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    List<String> keys = new ArrayList<>();
    @Nullable String after = null;
    do {
      Page<JobView> page = farm.project().jobs(graph, Set.of(), null, new Paging(after, 5));
      assertThat(page.items()).hasSizeLessThanOrEqualTo(5);
      page.items().forEach(job -> keys.add(job.key()));
      after = page.next();
    } while (after != null);
    assertThat(keys).hasSize(12).doesNotHaveDuplicates().startsWith("fetch", "compile/17");

    assertThat(keys(graph, Set.of(JobState.READY), null)).containsExactly("fetch", "gpu");
    assertThat(keys(graph, Set.of(), "test/17/*")).containsExactly("test/17/a", "test/17/b");
    assertThat(keys(graph, Set.of(), "test/*")).isEmpty();
    assertThat(keys(graph, Set.of(), "test/**")).hasSize(4);
    assertThat(keys(graph, Set.of(), "**/a")).containsExactly("test/17/a", "test/25/a");
    assertThat(keys(graph, Set.of(JobState.READY), "test/**")).isEmpty();
    assertThat(keys(graph, Set.of(), "fetch")).containsExactly("fetch");
    assertThat(keys(graph, Set.of(), "f.tch")).isEmpty();
  }

  private static List<String> keys(long graph, Set<JobState> states, @Nullable String glob)
      throws Exception {
    return farm.project().jobs(graph, states, glob, Paging.FIRST).items().stream()
        .map(JobView::key)
        .toList();
  }

  @Test
  void aJobShowsWhatItWaitsForAndWhy() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    JobDetail test = farm.project().job(graph, "test/17/a");
    assertThat(test.why()).isEqualTo("waits for compile/17 (blocked)");
    assertThat(test.dependencies()).extracting(DependencyView::key).containsExactly("compile/17");
    assertThat(test.dependents()).containsExactly("any");
    assertThat(test.body().text()).contains("make test");
    assertThat(farm.project().job(graph, Integer.toString(test.view().job()))).isEqualTo(test);

    JobDetail any = farm.project().job(graph, "any");
    assertThat(any.why()).isEqualTo("waits for one of 2, such as test/17/a (blocked)");
    assertThat(any.dependencies())
        .extracting(DependencyView::key)
        .containsExactly("test/17/a", "test/25/a");
    assertThat(any.dependencies()).allMatch(dependency -> dependency.join() != null);
    assertThat(farm.project().job(graph, "slow").why()).startsWith("inactive");
    assertThat(farm.project().job(graph, "report").why())
        .isEqualTo("waits until all other jobs are over");
    assertThat(farm.project().job(graph, "fetch").dependents())
        .containsExactly("alarm", "compile/17", "compile/25", "slow");
  }

  @Test
  void aFailureIsExplainedWhereItLeads() throws Exception {
    GraphView graph =
        farm.submit(
            """
            croft: 1
            name: failing
            jobs:
              bad: {script: exit 3, priority: 100}
              after: {needs: [bad], script: echo}
            """);
    farm.claim("bad");
    JobDetail running = farm.project().job(graph.graph(), "bad");
    assertThat(running.why()).isEqualTo("running on w1");
    assertThat(running.attempts()).hasSize(1);
    assertThat(running.attempts().getFirst().outcome()).isNull();
    assertThat(farm.ends("bad", Outcome.FAILED, 3)).isEqualTo(CompletionVerdict.ACCEPTED);
    JobDetail failed = farm.project().job(graph.graph(), "bad");
    assertThat(failed.why()).isEqualTo("failed: exit code 3");
    assertThat(failed.attempts().getFirst().worker()).isEqualTo("w1");
    JobDetail skipped = farm.project().job(graph.graph(), "after");
    assertThat(skipped.why()).isEqualTo("skipped because bad failed");
    assertThat(skipped.dependencies().getFirst().value()).isEqualTo(DependencyValue.BROKEN);
    assertThat(farm.project().graph(graph.graph()).state()).isEqualTo(GraphState.FAILED);
    assertThat(farm.project().events(graph.graph(), 0, null).items())
        .anyMatch(event -> event.states().contains(JobState.FAILED))
        .extracting(event -> event.seq())
        .isSorted();
  }

  @Test
  void commandsAnswerWithWhatChanged() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    assertThat(farm.project().holdJob(graph, "fetch", "not before lunch").changed())
        .isEqualTo(Map.of(JobState.HELD, 1));
    assertThat(farm.project().job(graph, "fetch").why())
        .isEqualTo("held by admin: not before lunch");
    assertThat(farm.project().releaseJob(graph, "fetch").changed())
        .isEqualTo(Map.of(JobState.READY, 1));
    assertThat(farm.project().setPriority(graph, 7).graph().priority()).isEqualTo(7);
    assertThat(farm.project().pause(graph).graph().paused()).isTrue();
    assertThat(farm.project().job(graph, "fetch").why()).startsWith("paused");
    assertThat(farm.project().resume(graph).graph().paused()).isFalse();
    assertThatThrownBy(() -> farm.project().rerunJob(graph, "fetch", true))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo("/problems/wrong-state"));
    assertThat(farm.project().cancel(graph, "enough").graph().count(JobState.CANCELLED))
        .isPositive();
    assertThat(farm.project().job(graph, "fetch").why()).isEqualTo("cancelled: by admin: enough");
  }

  @Test
  void aReadyJobThatNoWorkerCanTakeSaysSo() throws Exception {
    long graph = farm.submit(PIPELINE).graph();
    farm.project().pause(graph);
    farm.claim(1);
    farm.project().resume(graph);
    assertThat(farm.project().job(graph, "gpu").why())
        .isEqualTo("ready, but no live worker has the label gpu");
  }

  @Test
  void workersAreListed() throws Exception {
    farm.claim(1);
    assertThat(farm.client().workers().items())
        .anyMatch(worker -> worker.session().equals(farm.session()) && worker.name().equals("w1"));
  }
}
