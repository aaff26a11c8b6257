package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Content;
import croft.protocol.client.Paging;
import croft.protocol.json.Digest;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.DependencyView;
import croft.protocol.wire.Edits.EditRequest;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.Edits.RevisionView;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobView;
import croft.protocol.wire.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs add jobs to their own graph, by the rules of the model. */
class ExpandApiTest {
  private static final String GROWING =
      """
      croft: 1
      name: growing
      limits: {jobsMax: 7}
      parameters: {size: {default: small}}
      jobs:
        split: {script: ./split.sh, expand: {file: parts.json, jobsMax: 4}}
        other: {script: echo other}
        merge: {needs: ["split/*"], script: ./merge.sh}
      """;

  @AutoClose private final ApiServer farm = new ApiServer();

  private long graph;

  @BeforeEach
  void submit() throws Exception {
    graph = farm.submit(GROWING).graph();
  }

  /** Another graph with the same keys. */
  private void instead(String text) throws Exception {
    farm.project().cancel(graph, "not this one");
    graph = farm.submit(text).graph();
  }

  private static String file(String jobs) {
    return "{\"croft\": 1, \"name\": \"parts\", \"jobs\": {" + jobs + "}}";
  }

  private static String job(String key, String rest) {
    return "\"%s\": {\"script\": \"echo %s\"%s}".formatted(key, key, rest);
  }

  /** The job writes its file and succeeds. */
  private CompletionVerdict expands(String key, String text) throws Exception {
    Assignment attempt = farm.claim(key);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    farm.client()
        .putArtifact(
            new AttemptId(attempt.graph(), attempt.job(), attempt.attempt()),
            attempt.nonce(),
            ArtifactKind.ARTIFACT,
            "parts.json",
            Digest.of(bytes).hex(),
            Content.of(bytes));
    return ends(key);
  }

  private CompletionVerdict ends(String key) throws Exception {
    farm.claim(key);
    CompletionVerdict verdict = farm.ends(key, Outcome.SUCCEEDED, 0);
    farm.forget(key);
    return verdict;
  }

  private String states() throws Exception {
    Map<String, String> states = new TreeMap<>();
    for (JobView job : farm.project().jobs(graph, Set.of(), null, new Paging(null, 100)).items()) {
      // A worker takes whatever is ready.
      states.put(job.key(), job.state().text().replace("running", "ready"));
    }
    return states.toString();
  }

  private List<String> needs(String key) throws Exception {
    return farm.project().job(graph, key).dependencies().stream()
        .map(DependencyView::key)
        .sorted()
        .toList();
  }

  private void again(String key, boolean downstream) throws Exception {
    farm.project()
        .edit(
            graph,
            new EditRequest(null, null, List.of(Operation.rerun(List.of(key), downstream))),
            false);
  }

  private AttemptView last(String key) throws Exception {
    JobDetail job = farm.project().job(graph, key);
    return job.attempts().stream()
        .max(java.util.Comparator.comparingInt(AttemptView::attempt))
        .orElseThrow();
  }

  @Test
  void theJobsJoinWithTheEndOfTheirMaker() throws Exception {
    assertThat(needs("merge")).containsExactly("split");
    assertThat(
            expands(
                "split",
                file(
                    job("split/a", "")
                        + ","
                        + job("split/b", ", \"needs\": [\"split/a\", \"other\"]"))))
        .isEqualTo(CompletionVerdict.ACCEPTED);
    assertThat(states())
        .isEqualTo("{merge=blocked, other=ready, split=succeeded, split/a=ready, split/b=blocked}");
    assertThat(needs("merge")).containsExactly("split", "split/a", "split/b");
    assertThat(needs("split/a")).containsExactly("split");
    assertThat(needs("split/b")).containsExactly("other", "split", "split/a");

    GraphView view = farm.project().graph(graph);
    assertThat(view.revision()).isEqualTo(2);
    assertThat(view.jobs()).isEqualTo(5);
    RevisionView revision =
        farm.project().revisions(graph, new Paging(null, 10)).items().getFirst();
    assertThat(revision.author()).isEqualTo("job split");
    assertThat(revision.reason()).isEqualTo("expanded by split");
    assertThat(revision.difference().added()).containsExactly("split/a", "split/b");

    ends("split/a");
    ends("other");
    ends("split/b");
    ends("merge");
    assertThat(farm.project().graph(graph).state()).isEqualTo(GraphState.SUCCEEDED);
  }

  @Test
  void theFilesParametersHaveTheGraphsValues() throws Exception {
    expands(
        "split",
        file(job("split/a", ""))
            .replace("\"jobs\"", "\"parameters\": {\"size\": {\"default\": \"big\"}}, \"jobs\""));
    assertThat(farm.claim("split/a").definition().text()).contains("\"SIZE\":\"small\"");
  }

  @Test
  void aFileWithoutJobsAddsNone() throws Exception {
    expands("split", file(""));
    assertThat(states()).isEqualTo("{merge=ready, other=ready, split=succeeded}");
  }

  @Test
  void theSameReportAgainIsARepetition() throws Exception {
    Assignment split = farm.claim("split");
    expands("split", file(job("split/a", "")));
    farm.remember(split);
    assertThat(farm.ends("split", Outcome.SUCCEEDED, 0)).isEqualTo(CompletionVerdict.REPEATED);
    assertThat(farm.project().graph(graph).jobs()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"croft": 1, "name": "x", "jobs": {"split/a": {"script": 5, "needz": 1, "retri": 2}}} | 2 faults
          {"croft": 1, "name": "x", "jobs": {"a": {"script": "x"}}} | must start with 'split/'
          {"croft": 1, "name": "x", "jobs": {"split/a": {"script": "x", "needs": ["nobody"]}}} | nobody
          {"croft": 1, "name": "x", "jobs": {"split/a": {"script": "x", "needs": ["merge"]}}} | wait for each other
          {"croft": 1, "name": "x", "jobs": {"split/a": {"matrix": {"n": [1, 2, 3, 4, 5]}, "script": "x"}}} | jobsMax: 4
          not a graph | fault
          """)
  void aBadFileFailsTheJobAndChangesNothing(String text, String reason) throws Exception {
    expands("split", text);
    assertThat(states()).isEqualTo("{merge=skipped, other=ready, split=failed}");
    assertThat(last("split").outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(last("split").reason()).contains("parts.json").contains(reason);
    assertThat(farm.project().graph(graph).revision()).isEqualTo(1);
  }

  @Test
  void aMissingFileFailsTheJob() throws Exception {
    ends("split");
    assertThat(last("split").outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(last("split").reason()).contains("'parts.json', and did not");
  }

  @Test
  void theGraphsOwnLimitHolds() throws Exception {
    instead(GROWING.replace("jobsMax: 7", "jobsMax: 4"));
    expands("split", file(job("split/a", "") + "," + job("split/b", "")));
    assertThat(last("split").reason()).contains("the graph would have 5 jobs; its limit is 4");
  }

  @Test
  void aRerunKeepsReplacesAndRemovesByKey() throws Exception {
    expands(
        "split",
        file(
            job("split/a", "")
                + ","
                + job("split/b", "")
                + ","
                + job("split/c", ", \"needs\": [\"other\"]")));
    ends("split/a");
    ends("split/b");
    again("split", false);
    assertThat(states()).contains("split/a=succeeded").contains("split/c=blocked");

    // a is equal, b changed, c is gone and never ran, d is new.
    expands(
        "split",
        file(
            job("split/a", "")
                + ","
                + job("split/b", ", \"env\": {\"X\": \"1\"}")
                + ","
                + job("split/d", "")));
    assertThat(states())
        .isEqualTo(
            "{merge=blocked, other=ready, split=succeeded, split/a=succeeded, split/b=ready,"
                + " split/d=ready}");
    assertThat(needs("merge")).containsExactly("split", "split/a", "split/b", "split/d");
  }

  @Test
  void whatRanStaysButIsWaitedForNoMore() throws Exception {
    expands("split", file(job("split/a", "") + "," + job("split/b", "")));
    ends("split/a");
    again("split", true);
    assertThat(states()).contains("split/a=blocked");
    expands("split", file(job("split/b", "")));
    assertThat(states())
        .isEqualTo(
            "{merge=blocked, other=ready, split=succeeded, split/a=inactive, split/b=ready}");
    assertThat(needs("merge")).containsExactly("split", "split/b");
  }

  @Test
  void whatWasAddedMayAddMore() throws Exception {
    instead(GROWING.replace("split/*", "split/**"));
    expands(
        "split",
        file("\"split/deep\": {\"script\": \"x\", \"expand\": {\"file\": \"parts.json\"}}"));
    assertThat(needs("merge")).containsExactly("split", "split/deep");
    expands("split/deep", file(job("split/deep/1", "")));
    assertThat(needs("merge")).containsExactly("split", "split/deep", "split/deep/1");
  }

  @Test
  void aCancelledMakerAddsNothing() throws Exception {
    farm.claim("split");
    farm.project().cancel(graph, "enough");
    expands("split", file(job("split/a", "")));
    assertThat(states()).isEqualTo("{merge=cancelled, other=ready, split=cancelled}");
  }

  @Test
  void anEditKnowsOfJobsYetToCome() throws Exception {
    farm.project()
        .edit(
            graph,
            new EditRequest(
                null,
                null,
                List.of(
                    Operation.job(
                        Op.ADD,
                        "count",
                        Map.of("script", "./count.sh", "needs", List.of("split/*"))),
                    Operation.job(Op.REPLACE, "merge", Map.of("script", "./other.sh")))),
            false);
    expands("split", file(job("split/a", "")));
    assertThat(needs("count")).containsExactly("split", "split/a");
    assertThat(needs("merge")).containsExactly("split", "split/a");
  }

  @Test
  void anApprovedJobMayAddJobsWithoutAskingAgain() throws Exception {
    instead(
        GROWING
            .replace("split: {", "sign: {breakpoint: true}\n  split: {needs: [sign], ")
            .replace("jobsMax: 7", "jobsMax: 8"));
    while (farm.project().job(graph, "sign").decisions().isEmpty()) {
      Thread.onSpinWait(); // the server asks within a second
    }
    farm.project().decide(graph, "sign", true, null, null);
    expands("split", file(job("split/a", "")));
    assertThat(states()).contains("sign=succeeded").contains("split/a=ready");

    // What was added is covered now: whoever changes it has to ask.
    farm.project()
        .edit(
            graph,
            new EditRequest(
                null,
                null,
                List.of(
                    Operation.job(
                        Op.REPLACE,
                        "merge",
                        Map.of("script", "./other.sh", "needs", List.of("split/*"))))),
            false);
    assertThat(states()).doesNotContain("sign=succeeded");
  }
}
