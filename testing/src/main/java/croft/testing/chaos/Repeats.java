package croft.testing.chaos;

import croft.protocol.client.FarmClient;
import croft.protocol.problem.ProblemException;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Reports that came before, reports that contradict one that came before, and reports under a nonce
 * that the attempt does not have; many at once, through all servers. The journal judges the
 * answers.
 */
final class Repeats {
  private static final int ATTEMPTS = 12;
  private static final int TIMES = 100;
  private static final long SETTLED_MS = 200;

  private final ChaosFarm farm;
  private final Random random;

  Repeats(ChaosFarm farm, Random random) {
    this.farm = farm;
    this.random = random;
  }

  void run() throws InterruptedException {
    // What they hold stays unreported meanwhile: a forged report comes first.
    farm.workers().forEach(SimulatedWorker::stop);
    try {
      TimeUnit.MILLISECONDS.sleep(SETTLED_MS);
      report();
    } finally {
      farm.workers().forEach(SimulatedWorker::goOn);
    }
  }

  private void report() throws InterruptedException {
    List<Journal.Given> live = new ArrayList<>();
    List<Journal.Given> over = new ArrayList<>();
    List<Journal.OfGraph> graphs = farm.journal().graphs();
    for (Journal.OfGraph of : graphs.subList(Math.max(0, graphs.size() - 20), graphs.size())) {
      for (Journal.Given given : of.given()) {
        (farm.journal().end(given.attempt()) == null ? live : over).add(given);
      }
    }
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < ATTEMPTS; number++) {
      if (!live.isEmpty()) {
        // Of attempts that run: forged ones must not be taken, the true one once.
        Journal.Given given = live.remove(random.nextInt(live.size()));
        List<Thread> forged = new ArrayList<>();
        many(forged, given, forged(given), 5);
        for (Thread thread : forged) {
          thread.join();
        }
        many(threads, given, end(given, given.nonce(), Outcome.SUCCEEDED), TIMES);
      }
      if (!over.isEmpty()) {
        Journal.Given given = over.remove(random.nextInt(over.size()));
        Journal.Answered answered = farm.journal().end(given.attempt());
        if (answered != null) {
          many(threads, given, answered.completion(), TIMES / 2);
          many(threads, given, end(given, given.nonce(), Outcome.TIMED_OUT), 5);
          many(threads, given, forged(given), 5);
        }
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static Completion forged(Journal.Given given) {
    return end(given, UUID.randomUUID(), Outcome.SUCCEEDED);
  }

  private static Completion end(Journal.Given given, UUID nonce, Outcome outcome) {
    return new Completion(
        given.attempt().graph(),
        given.attempt().job(),
        given.attempt().attempt(),
        nonce,
        outcome,
        0,
        SimulatedWorker.mark(nonce),
        null,
        null);
  }

  private void many(List<Thread> threads, Journal.Given given, Completion report, int times) {
    List<FarmClient> clients = farm.clients();
    for (int time = 0; time < times; time++) {
      FarmClient client = clients.get(time % clients.size());
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      var answer =
                          client.complete(
                              new CompletionsRequest(given.session(), List.of(report), null));
                      farm.journal().answered(report, answer.results().getFirst().result());
                    } catch (IOException | ProblemException e) {
                      // Not answered: nothing to hold against the farm.
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
  }
}
