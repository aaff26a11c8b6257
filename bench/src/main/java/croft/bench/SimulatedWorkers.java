package croft.bench;

import croft.protocol.client.FarmClient;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionResult;
import croft.protocol.wire.CompletionVerdict;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Resources;
import croft.protocol.wire.WorkerRegistration;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Workers that run nothing: each job succeeds at once. All speak real HTTP. */
final class SimulatedWorkers implements AutoCloseable {
  private static final int WAIT_MS = 10_000;
  private static final long HEARTBEAT_MS = 5_000;

  private final FarmClient client;
  private final int slots;
  private final AtomicLong refused = new AtomicLong();
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> sessions = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * Starts workers; they claim at once.
   *
   * @param slots of each worker
   */
  SimulatedWorkers(FarmClient client, int workers, int slots)
      throws IOException, InterruptedException {
    this.client = client;
    this.slots = slots;
    for (int number = 0; number < workers; number++) {
      sessions.add(
          client
              .register(
                  new WorkerRegistration(
                      "bench-" + number,
                      "default",
                      List.of(),
                      slots,
                      new Resources(64, 1L << 40, 0),
                      Isolation.NONE,
                      WorkerRegistration.PROTOCOL,
                      "bench"))
              .session());
    }
    for (String session : sessions) {
      threads.add(Thread.ofVirtual().start(() -> work(session)));
    }
  }

  private void work(String session) {
    List<Completion> ended = new ArrayList<>();
    long nextBeat = System.currentTimeMillis() + HEARTBEAT_MS;
    while (!stopping) {
      try {
        List<Assignment> got;
        if (ended.isEmpty()) {
          got =
              client.claim(new ClaimRequest(session, UUID.randomUUID(), slots, WAIT_MS)).attempts();
        } else {
          long start = System.nanoTime();
          CompletionsResponse response =
              client.complete(
                  new CompletionsRequest(
                      session,
                      ended,
                      new CompletionsRequest.Claim(UUID.randomUUID(), slots, WAIT_MS)));
          latencies.add(System.nanoTime() - start);
          count(response.results());
          got = response.attempts();
        }
        ended = new ArrayList<>(got.size());
        for (Assignment job : got) {
          ended.add(
              new Completion(
                  job.graph(),
                  job.job(),
                  job.attempt(),
                  job.nonce(),
                  Outcome.SUCCEEDED,
                  0,
                  null,
                  null,
                  null));
        }
        if (System.currentTimeMillis() > nextBeat) {
          nextBeat = System.currentTimeMillis() + HEARTBEAT_MS;
          client.heartbeat(
              new HeartbeatRequest(
                  session,
                  got.stream()
                      .map(job -> new AttemptId(job.graph(), job.job(), job.attempt()))
                      .toList()));
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        if (!stopping) {
          System.err.println("a simulated worker: " + e);
          return;
        }
      }
    }
  }

  private void count(List<CompletionResult> results) {
    for (CompletionResult result : results) {
      if (result.result() != CompletionVerdict.ACCEPTED) {
        refused.incrementAndGet();
      }
    }
  }

  long refused() {
    return refused.get();
  }

  /** How long each call that ended jobs took, in milliseconds, sorted. */
  double[] latenciesMs() {
    return latencies.stream().mapToDouble(nanos -> nanos / 1e6).sorted().toArray();
  }

  /** Stops them and signs them off, so that nothing is given to nobody. */
  @Override
  public void close() throws IOException {
    stopping = true;
    threads.forEach(Thread::interrupt);
    for (String session : sessions) {
      try {
        client.signOff(session);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while signing off");
      }
    }
  }
}
