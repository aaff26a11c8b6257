package croft.bench.load;

import croft.bench.report.Quantiles;
import croft.protocol.client.FarmClient;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.HeartbeatResponse;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.Resources;
import croft.protocol.wire.WorkerRegistration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Workers for whom there is no work: each has a claim that waits as long as claims may, and says
 * that it lives as often as the farm wants it.
 */
public final class IdleWorkers implements AutoCloseable {
  /** As long as real workers ask for. */
  private static final int WAIT_MS = 30_000;

  private static final int SIGN_ON_AT_ONCE = 64;

  private final FarmClient client;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Long> heartbeats = new ConcurrentLinkedQueue<>();
  private final AtomicLong claims = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean stopping;

  private IdleWorkers(FarmClient client) {
    this.client = client;
  }

  /** Starts them; returns when all have signed on and sent their first claim. */
  public static IdleWorkers start(FarmClient client, int count) throws InterruptedException {
    IdleWorkers workers = new IdleWorkers(client);
    Semaphore signingOn = new Semaphore(SIGN_ON_AT_ONCE);
    CountDownLatch signedOn = new CountDownLatch(count);
    for (int number = 0; number < count; number++) {
      String name = "idle-" + number;
      workers.threads.add(Thread.ofVirtual().start(() -> workers.live(name, signingOn, signedOn)));
    }
    signedOn.await();
    return workers;
  }

  private void live(String name, Semaphore signingOn, CountDownLatch signedOn) {
    Thread polls = null;
    try {
      String session;
      signingOn.acquire();
      try {
        session = signOn(name);
      } finally {
        signingOn.release();
      }
      polls = Thread.ofVirtual().start(() -> poll(session));
      signedOn.countDown();
      beat(session);
    } catch (InterruptedException e) {
      // It is over.
    } catch (IOException | RuntimeException e) {
      failed(e);
    } finally {
      signedOn.countDown();
      if (polls != null) {
        polls.interrupt();
      }
    }
  }

  private String signOn(String name) throws IOException, InterruptedException {
    return client
        .register(
            new WorkerRegistration(
                name,
                "idle",
                List.of(),
                2,
                new Resources(2, 1L << 30, 0),
                Isolation.NONE,
                WorkerRegistration.PROTOCOL,
                "bench"))
        .session();
  }

  private void poll(String session) {
    try {
      while (!stopping) {
        client.claim(new ClaimRequest(session, UUID.randomUUID(), 2, WAIT_MS));
        claims.incrementAndGet();
      }
    } catch (InterruptedException e) {
      // It is over.
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  private void beat(String session) throws IOException, InterruptedException {
    // Signed on within seconds of each other, they would also beat together.
    Thread.sleep(ThreadLocalRandom.current().nextLong(5_000));
    while (!stopping) {
      long start = System.nanoTime();
      HeartbeatResponse response = client.heartbeat(new HeartbeatRequest(session, List.of()));
      heartbeats.add(System.nanoTime() - start);
      Duration pace = response.heartbeat();
      Thread.sleep(
          (long) (pace.toMillis() * (0.8 + 0.4 * ThreadLocalRandom.current().nextDouble())));
    }
  }

  private void failed(Exception e) {
    if (!stopping && failures.incrementAndGet() <= 3) {
      System.err.println("an idle worker: " + e);
    }
  }

  /** How many ended because a call failed. */
  public long failures() {
    return failures.get();
  }

  /** How many claims were answered, without work, since this was last asked. */
  public long takeClaims() {
    return claims.getAndSet(0);
  }

  /** How long each heartbeat took since this was last asked, in milliseconds. */
  public Quantiles takeHeartbeatsMs() {
    List<Long> taken = new ArrayList<>();
    for (Long nanos = heartbeats.poll(); nanos != null; nanos = heartbeats.poll()) {
      taken.add(nanos);
    }
    return new Quantiles(taken.stream().mapToDouble(nanos -> nanos / 1e6).toArray());
  }

  /** Ends them without a word, as ten thousand workers would that are switched off. */
  @Override
  public void close() {
    stopping = true;
    threads.forEach(Thread::interrupt);
  }
}
