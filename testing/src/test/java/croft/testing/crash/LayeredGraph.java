package croft.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.ProjectClient;
import croft.protocol.client.Submission;
import croft.protocol.wire.AttemptView;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import croft.protocol.wire.JobDetail;
import croft.protocol.wire.JobState;
import croft.protocol.wire.Outcome;
import croft.testing.harness.FarmHarness;
import croft.testing.harness.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph in layers: each job needs two of the layer before. Knows what must be true of its run.
 */
final class LayeredGraph {
  private static final int LAYERS = 8;
  private static final int WIDTH = 5;
  static final int JOBS = LAYERS * WIDTH;

  private static final Duration RUN_WITHIN = Duration.ofSeconds(60);

  private final FarmHarness farm;
  private final Path ledger;
  private final Submission submission;
  private final long graph;

  /** Submits it; each script takes this long. */
  LayeredGraph(FarmHarness farm, String seconds) throws IOException, InterruptedException {
    this.farm = farm;
    this.ledger = farm.openFile("ledger");
    this.submission = Submission.yaml(yaml(Ledger.script(ledger, seconds))).withKey("layers");
    this.graph = farm.project().submit(submission).graph().graph();
  }

  long graph() {
    return graph;
  }

  private static String key(int layer, int place) {
    return "layer" + layer + "/" + place % WIDTH;
  }

  private static List<String> needs(int layer, int place) {
    return layer == 0 ? List.of() : List.of(key(layer - 1, place), key(layer - 1, place + 1));
  }

  private static String yaml(String script) {
    StringBuilder text = new StringBuilder("croft: 1\nname: layers\njobs:\n");
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int place = 0; place < WIDTH; place++) {
        text.append("  ").append(key(layer, place)).append(":\n");
        text.append("    needs: [").append(String.join(", ", needs(layer, place))).append("]\n");
        text.append("    script: |\n").append(script.indent(6));
      }
    }
    return text.toString();
  }

  /** Waits until so many jobs have succeeded, so that a fault comes into a run. */
  void awaitSucceeded(int jobs) throws IOException, InterruptedException {
    GraphView view =
        farm.await(
            jobs + " jobs have succeeded",
            RUN_WITHIN,
            () -> farm.project().graph(graph),
            now -> now.count(JobState.SUCCEEDED) >= jobs);
    assertThat(view.state())
        .as("a fault after the end proves nothing")
        .isEqualTo(GraphState.RUNNING);
  }

  /**
   * Waits for the end, and checks what must hold after any fault.
   *
   * @return each job with its attempts, by key
   */
  Map<String, JobDetail> checkRun() throws IOException, InterruptedException {
    GraphView view =
        farm.await(
            "the graph is over",
            RUN_WITHIN,
            () -> farm.project().graph(graph),
            now -> now.state() != GraphState.RUNNING);
    assertThat(view.state()).isEqualTo(GraphState.SUCCEEDED);
    assertThat(view.count(JobState.SUCCEEDED)).isEqualTo(JOBS);
    assertThat(farm.project().submit(submission))
        .satisfies(
            again -> {
              assertThat(again.repeated()).isTrue();
              assertThat(again.graph().graph()).isEqualTo(graph);
            });

    Map<String, JobDetail> details = details();
    Ledger written = Ledger.read(ledger);
    assertThat(written.lines()).as("no attempt starts or ends twice").doesNotHaveDuplicates();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int place = 0; place < WIDTH; place++) {
        checkJob(layer, place, details, written);
      }
    }
    return details;
  }

  private Map<String, JobDetail> details() throws IOException, InterruptedException {
    ProjectClient project = farm.project();
    Map<String, JobDetail> details = new HashMap<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int place = 0; place < WIDTH; place++) {
        String key = key(layer, place);
        details.put(key, project.job(graph, key));
      }
    }
    return details;
  }

  private static void checkJob(
      int layer, int place, Map<String, JobDetail> details, Ledger written) {
    String key = key(layer, place);
    int winner = succeededAttempt(key, details);
    assertThat(written.end(key, winner)).as("end of %s, attempt %s", key, winner).isPresent();
    for (String need : needs(layer, place)) {
      int needed = succeededAttempt(need, details);
      for (Ledger.Line start : written.starts(key)) {
        assertThat(written.end(need, needed).orElseThrow())
            .as("%s starts after the end of %s", start, need)
            .isLessThan(written.place(start).orElseThrow());
      }
    }
  }

  private static int succeededAttempt(String key, Map<String, JobDetail> details) {
    List<Integer> succeeded = new ArrayList<>();
    JobDetail detail = details.get(key);
    assertThat(detail).as(key).isNotNull();
    for (AttemptView attempt : java.util.Objects.requireNonNull(detail).attempts()) {
      assertThat(attempt.outcome()).as("outcome of %s, attempt %s", key, attempt).isNotNull();
      if (attempt.outcome() == Outcome.SUCCEEDED) {
        succeeded.add(attempt.attempt());
      }
    }
    assertThat(succeeded).as("attempts of %s that succeeded", key).hasSize(1);
    return succeeded.getFirst();
  }
}
