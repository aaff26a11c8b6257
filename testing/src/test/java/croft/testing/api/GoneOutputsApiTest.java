package croft.testing.api;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Content;
import croft.protocol.client.Paging;
import croft.protocol.json.Digest;
import croft.protocol.wire.ArtifactKind;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.Edits;
import croft.protocol.wire.Edits.EditRequest;
import croft.protocol.wire.Edits.Op;
import croft.protocol.wire.Edits.Operation;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Needed files that are gone are made anew before they are needed. */
class GoneOutputsApiTest {
  private static final String FILE =
      """
      croft: 1
      name: gone
      jobs:
        fetch: {script: x, outputs: [src.zip]}
        build: {needs: [fetch], script: y, outputs: [app.zip]}
        other: {script: w, outputs: [other.zip]}
        test: {needs: [{any: [build, other]}], script: z}
        slow: {active: false, needs: [build], script: s}
        docs: {after: [build], script: d}
      """;

  @AutoClose private static final ApiServer farm = new ApiServer();

  private static void ends(String key, String output) throws Exception {
    Assignment attempt = farm.claim(key);
    byte[] octets = (key + attempt.graph()).getBytes(StandardCharsets.UTF_8);
    if (!output.isEmpty()) {
      farm.client()
          .putArtifact(
              new AttemptId(attempt.graph(), attempt.job(), attempt.attempt()),
              attempt.nonce(),
              ArtifactKind.OUTPUT,
              output,
              Digest.of(octets).hex(),
              Content.of(octets));
    }
    farm.ends(key, Outcome.SUCCEEDED, 0);
    farm.forget(key);
  }

  private static long ran() throws Exception {
    long graph = farm.submit(FILE).graph();
    ends("fetch", "src.zip");
    ends("build", "app.zip");
    ends("other", "other.zip");
    ends("test", "");
    ends("docs", "");
    return graph;
  }

  private static void lose(long graph, String key) {
    farm.database()
        .execute(
            "update artifact a set sha256 = decode(repeat('00', 32), 'hex') from job_detail d"
                + " where d.graph = a.graph and d.job = a.job and a.graph = "
                + graph
                + " and d.key = '"
                + key
                + "'");
  }

  private static List<String> keys(long graph, JobState... states) throws Exception {
    return farm.project().jobs(graph, Set.of(states), null, Paging.FIRST).items().stream()
        .map(job -> job.key())
        .toList();
  }

  private static Edits.EditView edit(long graph, boolean dryRun, Operation operation)
      throws Exception {
    return farm.project().edit(graph, new EditRequest(null, null, List.of(operation)), dryRun);
  }

  @Test
  void anActivatedJobBringsTheMakersOfItsFilesBackAndThePreviewSaysSo() throws Exception {
    long graph = ran();
    lose(graph, "build");
    lose(graph, "fetch");
    Operation activate = Operation.on(Op.ACTIVATE, List.of("slow"));
    assertThat(edit(graph, true, activate).difference().gone()).containsExactly("build", "fetch");
    assertThat(keys(graph, JobState.READY)).isEmpty();
    edit(graph, false, activate);
    assertThat(keys(graph, JobState.READY, JobState.BLOCKED))
        .containsExactlyInAnyOrder("fetch", "build", "slow");
    farm.project().cancel(graph, null);
  }

  @Test
  void onlyWhatIsNeededAndGoneRunsAgain() throws Exception {
    long graph = ran();
    lose(graph, "other");
    farm.project().rerunJob(graph, "docs", false);
    assertThat(keys(graph, JobState.READY, JobState.BLOCKED)).containsExactly("docs");
    farm.project().rerunJob(graph, "test", false);
    assertThat(keys(graph, JobState.READY, JobState.BLOCKED))
        .containsExactlyInAnyOrder("other", "test", "docs");
    assertThat(edit(graph, true, Operation.on(Op.ACTIVATE, List.of("slow"))).difference().gone())
        .isNull();
    farm.project().cancel(graph, null);
  }
}
