package croft.testing.chaos;

import croft.protocol.client.ProjectClient;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.GraphState;
import croft.protocol.wire.GraphView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether the graphs of one stretch of load came to their ends, and as they should. */
final class Audit {
  private static final Duration OVER_WITHIN = Duration.ofSeconds(60);
  private static final long LOOK_MS = 100;

  private final Journal journal;
  private final ProjectClient project;
  private final List<Journal.OfGraph> graphs;

  /**
   * @param project by which the farm is asked
   * @param prefix of the keys of the graphs that were submitted in the stretch, which is over
   */
  Audit(ChaosFarm farm, ProjectClient project, String prefix) {
    this.journal = farm.journal();
    this.project = project;
    this.graphs =
        journal.graphs().stream()
            .filter(of -> of.shape != null && of.shape.key().startsWith(prefix))
            .toList();
  }

  int graphs() {
    return graphs.size();
  }

  /** Compares what the farm says with what its clients wrote down; the faults. */
  List<String> check() throws IOException, InterruptedException {
    return new Checker(journal, project, ChaosFarm.LEASE).check(graphs);
  }

  /** Waits until all graphs are over; says which are not. */
  List<String> awaitOver(long from) throws InterruptedException {
    long end = from + OVER_WITHIN.toNanos();
    List<Journal.OfGraph> open = new ArrayList<>(graphs);
    List<String> last = new ArrayList<>();
    while (!open.isEmpty()) {
      last.clear();
      for (Journal.OfGraph of : List.copyOf(open)) {
        try {
          GraphView view = project.graph(of.graph);
          if (view.state() == GraphState.RUNNING) {
            last.add("graph %d is stuck: %s".formatted(of.graph, view.counts()));
          } else {
            open.remove(of);
          }
        } catch (ProblemException e) {
          if (e.problem().status() == 404) {
            return List.of("graph %d was acknowledged and is not there".formatted(of.graph));
          }
          last.add("graph %d: %s".formatted(of.graph, e.getMessage()));
        } catch (IOException e) {
          last.add("graph %d: %s".formatted(of.graph, e));
        }
      }
      if (System.nanoTime() > end) {
        return last;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
    return List.of();
  }
}
