package croft.bench.load;

import croft.bench.report.Quantiles;
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

/**
 * Workers that run nothing: each job succeeds at once. All speak real HTTP. Whose server gives no
 * answer sends the same call to the next one, as real workers do.
 */
public final class SimulatedWorkers implements AutoCloseable {
  private static final int WAIT_MS = 10_000;
  private static final long HEARTBEAT_MS = 5_000;

  private final List<FarmClient> servers;
  private final int slots;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong moves = new AtomicLong();
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> sessions = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * Which workers.
   *
   * @param slots of each
   * @param pool whose jobs they take
   */
  public record Crew(int workers, int slots, String pool) {
    /** As many as the scenarios with large graphs have: 2,048 slots. */
    public static final Crew MANY = new Crew(32, 64, "default");

    /** One that does one job after the other. */
    public static final Crew ONE = new Crew(1, 1, "default");
  }

  /**
   * Starts workers; they claim at once.
   *
   * @param servers of one farm; the workers begin at them in turn
   */
  public SimulatedWorkers(List<FarmClient> servers, Crew crew)
      throws IOException, InterruptedException {
    this.servers = List.copyOf(servers);
    this.slots = crew.slots();
    for (int number = 0; number < crew.workers(); number++) {
      sessions.add(
          server(number)
              .register(
                  new WorkerRegistration(
                      "bench-" + crew.pool() + "-" + number,
                      crew.pool(),
                      List.of(),
                      slots,
                      new Resources(64, 1L << 40, 0),
                      Isolation.NONE,
                      WorkerRegistration.PROTOCOL,
                      "bench"))
              .session());
    }
    for (int number = 0; number < crew.workers(); number++) {
      int begin = number;
      threads.add(Thread.ofVirtual().start(() -> new One(sessions.get(begin), begin).work()));
    }
  }

  private FarmClient server(int number) {
    return servers.get(number % servers.size());
  }

  private final class One {
    final String session;
    int server;
    long nextBeat = System.currentTimeMillis() + HEARTBEAT_MS;

    One(String session, int server) {
      this.session = session;
      this.server = server;
    }

    void work() {
      List<Completion> ended = List.of();
      while (!stopping) {
        try {
          List<Assignment> got = ended.isEmpty() ? claim() : complete(ended);
          ended = got.stream().map(One::succeeded).toList();
          if (System.currentTimeMillis() > nextBeat) {
            nextBeat = System.currentTimeMillis() + HEARTBEAT_MS;
            heartbeat(got);
          }
        } catch (InterruptedException e) {
          return;
        } catch (IOException | RuntimeException e) {
          if (!stopping) {
            System.err.println("a simulated worker: " + e);
          }
          return;
        }
      }
    }

    private List<Assignment> claim() throws IOException, InterruptedException {
      ClaimRequest request = new ClaimRequest(session, UUID.randomUUID(), slots, WAIT_MS);
      return somewhere(client -> client.claim(request)).attempts();
    }

    private List<Assignment> complete(List<Completion> ended)
        throws IOException, InterruptedException {
      CompletionsRequest request =
          new CompletionsRequest(
              session, ended, new CompletionsRequest.Claim(UUID.randomUUID(), slots, WAIT_MS));
      long start = System.nanoTime();
      CompletionsResponse response = somewhere(client -> client.complete(request));
      latencies.add(System.nanoTime() - start);
      count(response.results());
      return response.attempts();
    }

    private void heartbeat(List<Assignment> held) throws IOException, InterruptedException {
      HeartbeatRequest request =
          new HeartbeatRequest(
              session,
              held.stream()
                  .map(job -> new AttemptId(job.graph(), job.job(), job.attempt()))
                  .toList());
      somewhere(client -> client.heartbeat(request));
    }

    /** Each server once, from the one that answered last. */
    private <T> T somewhere(Ask<T> ask) throws IOException, InterruptedException {
      for (int tries = 1; ; tries++) {
        try {
          return ask.of(server(server));
        } catch (IOException e) {
          if (stopping || tries >= servers.size()) {
            throw e;
          }
          server++;
          moves.incrementAndGet();
        }
      }
    }

    private static Completion succeeded(Assignment job) {
      return new Completion(
          job.graph(),
          job.job(),
          job.attempt(),
          job.nonce(),
          Outcome.SUCCEEDED,
          0,
          null,
          null,
          null);
    }
  }

  private interface Ask<T> {
    T of(FarmClient client) throws IOException, InterruptedException;
  }

  private void count(List<CompletionResult> results) {
    for (CompletionResult result : results) {
      if (result.result() != CompletionVerdict.ACCEPTED) {
        refused.incrementAndGet();
      }
    }
  }

  /** How many ends were not accepted. */
  public long refused() {
    return refused.get();
  }

  /** How often a worker went to another server. */
  public long moves() {
    return moves.get();
  }

  /** How long each call that ended jobs took since this was last asked, in milliseconds. */
  public Quantiles takeLatenciesMs() {
    List<Long> taken = new ArrayList<>();
    for (Long nanos = latencies.poll(); nanos != null; nanos = latencies.poll()) {
      taken.add(nanos);
    }
    return new Quantiles(taken.stream().mapToDouble(nanos -> nanos / 1e6).toArray());
  }

  /** Stops them and signs them off, so that nothing is given to nobody. */
  @Override
  public void close() throws IOException {
    stopping = true;
    threads.forEach(Thread::interrupt);
    for (String session : sessions) {
      try {
        servers.getFirst().signOff(session);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while signing off");
      }
    }
  }
}
