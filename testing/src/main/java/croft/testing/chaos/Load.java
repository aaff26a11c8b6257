package croft.testing.chaos;

import croft.protocol.client.FarmClient;
import croft.protocol.client.Paging;
import croft.protocol.client.ProjectClient;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.Edits;
import croft.protocol.wire.JobState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What people do to a farm while workers work: graphs are submitted so that there is always enough
 * to do, some are edited, some cancelled, breakpoints approved. Every call without an answer is
 * repeated if that is safe, or noted as not known.
 */
final class Load implements AutoCloseable {
  private static final int OPEN_JOBS_MAX = 400;
  private static final long PAUSE_MS = 20;
  private static final int EDIT_EVERY = 4;
  private static final int GATE_EVERY = 3;
  private static final int CANCEL_EVERY = 12;

  private final List<FarmClient> servers;
  private final Journal journal;
  private final Random random;
  private final String prefix;
  private final AtomicLong asked = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;
  private volatile boolean submitting;
  private final long before;
  private volatile int server;

  /**
   * Begins to submit.
   *
   * @param prefix of the names of graphs; another for each load
   */
  Load(List<FarmClient> servers, Journal journal, long seed, String prefix) {
    this.servers = servers;
    this.journal = journal;
    this.random = new Random(seed);
    this.prefix = prefix;
    this.before = journal.transitions();
    this.submitting = true;
    threads.add(Thread.ofVirtual().name("submitter").start(this::submit));
    threads.add(Thread.ofVirtual().name("approver").start(this::approve));
  }

  private ProjectClient project(int at) {
    return servers.get(at).project("default");
  }

  private interface Request<T> {
    T send(ProjectClient project) throws IOException, InterruptedException;
  }

  /** Sends it until a server answers. */
  private <T> T repeated(Request<T> request) throws InterruptedException {
    while (true) {
      int at = server;
      try {
        return request.send(project(at));
      } catch (ProblemException e) {
        if (e.problem().status() < 500) {
          throw e;
        }
      } catch (IOException e) {
        // Whether it was done is not known: the repeat tells.
      }
      server = (at + 1) % servers.size();
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    }
  }

  private void submit() {
    int number = 0;
    try {
      while (submitting) {
        if (asked.get() - ended() > OPEN_JOBS_MAX) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
          continue;
        }
        number++;
        ChaosGraph shape = new ChaosGraph(prefix + number, number % GATE_EVERY == 0);
        long graph = repeated(project -> project.submit(shape.submission()).graph().graph());
        journal.submitted(shape, graph);
        asked.addAndGet(ChaosGraph.WORK);
        if (number % EDIT_EVERY == 1) {
          edit(graph);
        }
        if (number % CANCEL_EVERY == 5) {
          cancel(graph);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ProblemException e) {
      journal.fault("a submission, edit or cancel was refused: " + e.getMessage());
    }
  }

  private long ended() {
    return (journal.transitions() - before) / 2;
  }

  private void edit(long graph) throws InterruptedException {
    Edits.Operation add =
        Edits.Operation.job(
            Edits.Op.ADD,
            ChaosGraph.ADDED,
            Map.of("script", "x", "needs", List.of("l0/1", "l1/2")));
    try {
      Edits.EditView done =
          project(server).edit(graph, new Edits.EditRequest("chaos", null, List.of(add)), false);
      journal.edited(graph, ChaosGraph.ADDED, done.revision());
    } catch (IOException e) {
      journal.maybeEdited(graph, ChaosGraph.ADDED);
    } catch (ProblemException e) {
      if (e.problem().status() < 500) {
        throw e;
      }
      journal.maybeEdited(graph, ChaosGraph.ADDED);
    }
  }

  private void cancel(long graph) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
    journal.maybeCancelled(graph);
    var _ = repeated(project -> project.cancel(graph, "chaos"));
    journal.cancelled(graph);
    // About half of it will never run.
    asked.addAndGet(-ChaosGraph.WORK / 2);
  }

  /** Approves every breakpoint that is held. */
  private void approve() {
    try {
      while (!stopping) {
        for (Journal.OfGraph of : journal.graphs()) {
          ChaosGraph shape = of.shape;
          if (shape != null && shape.gate() && !of.approved && shape.key().startsWith(prefix)) {
            approve(of);
          }
        }
        TimeUnit.MILLISECONDS.sleep(10 * PAUSE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ProblemException e) {
      journal.fault("an approval was refused: " + e.getMessage());
    }
  }

  private void approve(Journal.OfGraph of) throws InterruptedException {
    boolean held =
        !repeated(
                project ->
                    project.jobs(of.graph, Set.of(JobState.HELD), ChaosGraph.GATE, Paging.FIRST))
            .items()
            .isEmpty();
    if (held) {
      try {
        var _ = repeated(project -> project.decide(of.graph, ChaosGraph.GATE, true, "chaos", null));
        journal.approved(of.graph);
      } catch (ProblemException e) {
        if (!of.maybeCancelled) {
          throw e;
        }
      }
    }
  }

  /** No further graphs; what is there goes on. */
  void enough() throws InterruptedException {
    submitting = false;
    threads.getFirst().join();
  }

  @Override
  public void close() {
    stopping = true;
    submitting = false;
    threads.forEach(Thread::interrupt);
  }
}
