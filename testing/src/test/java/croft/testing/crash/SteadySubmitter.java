package croft.testing.crash;

import static org.assertj.core.api.Assertions.assertThat;

import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.Submission;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.GraphView;
import croft.testing.harness.FarmHarness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Submits small graphs one after another, through whatever happens; a call without an answer is
 * repeated with its key. Remembers what was acknowledged.
 */
final class SteadySubmitter implements AutoCloseable {
  private static final String NAME = "note";
  private static final long PAUSE_MS = 20;

  private final ProjectClient project;
  private final Thread thread;
  private final Map<String, Long> acknowledged = new LinkedHashMap<>();
  private final List<Throwable> refused = new ArrayList<>();
  private volatile boolean wanted = true;

  SteadySubmitter(FarmHarness farm) {
    this.project = farm.project();
    this.thread = Thread.ofVirtual().name("submitter").start(this::run);
  }

  private static Submission note(String key) {
    return Submission.yaml("croft: 1\nname: note\njobs:\n  only: {script: 'true'}\n")
        .asPaused()
        .withKey(key);
  }

  private void run() {
    int number = 0;
    while (wanted) {
      String key = "note-" + number;
      try {
        acknowledged.put(key, project.submit(note(key)).graph().graph());
        number++;
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      } catch (ProblemException e) {
        if (e.problem().status() < 500) {
          refused.add(e);
          return;
        }
        pause();
      } catch (IOException e) {
        pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      wanted = false;
    }
  }

  /** Ends, and checks that all that was acknowledged is there, once. */
  void stopAndCheck() throws IOException, InterruptedException {
    wanted = false;
    thread.join();
    assertThat(refused).isEmpty();
    assertThat(acknowledged).hasSizeGreaterThan(10);
    // The last one may be stored without an answer.
    String last = "note-" + acknowledged.size();
    acknowledged.put(last, project.submit(note(last)).graph().graph());

    for (Map.Entry<String, Long> each : acknowledged.entrySet()) {
      var again = project.submit(note(each.getKey()));
      assertThat(again.repeated()).as(each.getKey()).isTrue();
      assertThat(again.graph().graph()).as(each.getKey()).isEqualTo(each.getValue());
    }
    List<GraphView> stored = Paging.all(paging -> project.graphs(null, NAME, paging));
    assertThat(stored)
        .extracting(GraphView::graph)
        .containsExactlyInAnyOrderElementsOf(acknowledged.values());
    assertThat(stored).allSatisfy(graph -> assertThat(graph.jobs()).isEqualTo(1));
  }

  @Override
  public void close() {
    wanted = false;
    thread.interrupt();
  }
}
