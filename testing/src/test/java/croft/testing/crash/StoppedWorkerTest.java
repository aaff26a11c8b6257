package croft.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Exchange;
import croft.protocol.client.Paging;
import croft.protocol.client.Submission;
import croft.protocol.wire.ArtifactView;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.Outcome;
import croft.testing.harness.FarmHarness;
import croft.testing.openapi.ContractProxy;
import croft.testing.openapi.Held;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A worker that stood still in the middle of an upload, and goes on when its lease is over. */
@Tag("slow")
class StoppedWorkerTest {
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration RUNS_WITHIN = Duration.ofSeconds(60);

  private static final String GRAPH =
      """
      croft: 1
      name: upload
      jobs:
        make:
          script: |
            echo "of attempt $CROFT_ATTEMPT" > out.txt
            head -c 300000 /dev/zero >> out.txt
          outputs: [out.txt]
        take:
          needs: [make]
          script: head -n 1 out.txt
      """;

  @Test
  void nothingOfItIsSeenInTheNextAttempt() throws Exception {
    try (FarmHarness farm = FarmHarness.start(LEASE);
        ContractProxy proxy = ContractProxy.before(farm.url())) {
      Held upload = proxy.holdNext("PUT", "/out.txt");
      farm.startWorker("stopped", 1, proxy.url());
      long graph = submit(farm, GRAPH);
      assertThat(upload.awaitArrival(RUNS_WITHIN.toSeconds())).isTrue();
      farm.freezeWorker("stopped");
      farm.startWorker("second", 1);
      awaitSuccess(farm, graph);

      // All of the file has left the stopped worker, and reaches the server only now.
      upload.release();
      Exchange late =
          farm.await(
                  "the late upload's answer",
                  RUNS_WITHIN,
                  () -> uploads(proxy),
                  seen -> !seen.isEmpty())
              .getFirst();
      assertThat(late.status()).isEqualTo(409);
      farm.thawWorker("stopped");

      assertThat(farm.project().job(graph, "make").attempts())
          .extracting(AttemptView::outcome)
          .containsExactly(Outcome.LOST, Outcome.SUCCEEDED);
      assertThat(artifacts(farm, graph, 1)).isEmpty();
      assertThat(artifacts(farm, graph, 2))
          .extracting(ArtifactView::name)
          .containsExactly("out.txt");
      assertThat(farm.project().log(graph, "take", 1, 0, 100).text()).isEqualTo("of attempt 2\n");

      // It signs on anew, and works as before.
      farm.killWorker("second");
      awaitSuccess(farm, submit(farm, GRAPH));
      assertThat(artifacts(farm, graph, 1)).isEmpty();
      proxy.assertKept();
    }
  }

  private static long submit(FarmHarness farm, String yaml)
      throws IOException, InterruptedException {
    return farm.project().submit(Submission.yaml(yaml)).graph().graph();
  }

  private static void awaitSuccess(FarmHarness farm, long graph)
      throws IOException, InterruptedException {
    farm.await(
        "the end of graph " + graph,
        RUNS_WITHIN,
        () -> farm.project().graph(graph),
        (GraphView view) -> view.state() == GraphState.SUCCEEDED);
  }

  private static List<Exchange> uploads(ContractProxy proxy) {
    return proxy.seen().stream().filter(exchange -> exchange.method().equals("PUT")).toList();
  }

  private static List<ArtifactView> artifacts(FarmHarness farm, long graph, int attempt)
      throws IOException, InterruptedException {
    return farm.project().artifacts(graph, "make", attempt, Paging.FIRST).items();
  }
}
