package croft.testing.chaos;

import croft.protocol.client.FarmClient;
import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.ClaimRequest;
import croft.protocol.wire.Completion;
import croft.protocol.wire.CompletionResult;
import croft.protocol.wire.CompletionsRequest;
import croft.protocol.wire.CompletionsResponse;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.HeartbeatResponse;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.Outcome;
import croft.protocol.wire.Resources;
import croft.protocol.wire.WorkerRegistration;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker that runs nothing, over real HTTP. It keeps a worker's promises: a call without an
 * answer is repeated word by word, at the next server; all that it holds is in each heartbeat. It
 * can die (no call any more), and stand still and go on as if nothing had been.
 */
final class SimulatedWorker implements AutoCloseable {
  private static final int WAIT_MS = 1_000;
  private static final long PAUSE_MS = 50;
  private static final int RUN_MS_MAX = 25;

  private final String name;
  private final List<FarmClient> servers;
  private final Journal journal;
  private final Random random;
  private final int slots;
  private final long beatMs;
  private final Map<AttemptId, Assignment> held = new ConcurrentHashMap<>();
  private final Thread work;
  private final Thread beats;

  private volatile int server;
  private volatile @Nullable String session;
  private volatile boolean stopping;
  private volatile boolean still;

  SimulatedWorker(
      String name, List<FarmClient> servers, Journal journal, long seed, int slots, long beatMs) {
    this.name = name;
    this.servers = servers;
    this.journal = journal;
    this.random = new Random(seed);
    this.slots = slots;
    this.beatMs = beatMs;
    this.server = random.nextInt(servers.size());
    this.work = Thread.ofVirtual().name(name).start(() -> untilStopped(this::work));
    this.beats = Thread.ofVirtual().name(name + " beats").start(() -> untilStopped(this::beat));
  }

  private interface Turn {
    void run() throws IOException, InterruptedException;
  }

  private void untilStopped(Turn turn) {
    while (!stopping) {
      try {
        while (still) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
        turn.run();
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        if (!stopping) {
          journal.fault("worker %s: %s".formatted(name, e));
        }
        return;
      }
    }
  }

  private interface Request<T> {
    T send(FarmClient farm) throws IOException, InterruptedException;
  }

  /** Sends it until a server answers; null when the session is over. */
  private <T> @Nullable T repeated(Request<T> request) throws InterruptedException {
    while (true) {
      int at = server;
      try {
        return request.send(servers.get(at));
      } catch (ProblemException e) {
        if (e.is(ProblemType.SESSION_ENDED)) {
          return null;
        }
        if (e.problem().status() < 500) {
          throw e;
        }
        next(at);
      } catch (IOException e) {
        next(at);
      }
    }
  }

  private void next(int failed) throws InterruptedException {
    server = (failed + 1) % servers.size();
    TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    while (still) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    }
  }

  private String signOn() throws InterruptedException {
    String known = session;
    if (known != null) {
      return known;
    }
    WorkerRegistration registration =
        new WorkerRegistration(
            name,
            "default",
            List.of(),
            slots,
            new Resources(64, 1L << 40, 0),
            Isolation.NONE,
            WorkerRegistration.PROTOCOL,
            "chaos");
    while (true) {
      long sent = System.currentTimeMillis();
      var signed = repeated(farm -> farm.register(registration));
      if (signed != null) {
        journal.beat(signed.session(), sent);
        session = signed.session();
        return signed.session();
      }
    }
  }

  private void over() {
    held.clear();
    session = null;
  }

  /** Claims, runs, and reports until there is nothing more. */
  private void work() throws InterruptedException {
    String mine = signOn();
    UUID first = UUID.randomUUID();
    var claimed = repeated(farm -> farm.claim(new ClaimRequest(mine, first, slots, WAIT_MS)));
    List<Assignment> got = claimed == null ? List.of() : claimed.attempts();
    if (claimed == null) {
      over();
    }
    while (!got.isEmpty() && !stopping) {
      for (Assignment job : got) {
        held.put(job.id(), job);
        journal.given(job, mine);
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(RUN_MS_MAX));
      while (still) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
      List<Completion> ends = got.stream().map(SimulatedWorker::end).toList();
      // An end that waits for a claim is answered with the batch of the claim: some must not.
      CompletionsRequest.Claim next =
          random.nextInt(3) == 0
              ? null
              : new CompletionsRequest.Claim(UUID.randomUUID(), slots, WAIT_MS);
      CompletionsRequest request = new CompletionsRequest(mine, ends, next);
      CompletionsResponse answer = repeated(farm -> farm.complete(request));
      if (answer == null) {
        over();
        return;
      }
      note(ends, answer.results());
      got.forEach(job -> held.remove(job.id()));
      got = answer.attempts();
    }
  }

  private void note(List<Completion> ends, List<CompletionResult> results) {
    for (int at = 0; at < ends.size(); at++) {
      journal.answered(ends.get(at), results.get(at).result());
    }
  }

  /** How an attempt ends; what is written beside tells later whose end was recorded. */
  static Completion end(Assignment job) {
    boolean fails = job.key().equals(ChaosGraph.FLAKY) && job.attempt() == 1;
    return new Completion(
        job.graph(),
        job.job(),
        job.attempt(),
        job.nonce(),
        fails ? Outcome.FAILED : Outcome.SUCCEEDED,
        fails ? 7 : 0,
        mark(job.nonce()),
        null,
        null);
  }

  /** What an end says of itself. */
  static String mark(UUID nonce) {
    return "reported under " + nonce;
  }

  private void beat() throws InterruptedException {
    String mine = session;
    if (mine != null) {
      long sent = System.currentTimeMillis();
      HeartbeatResponse answer =
          repeated(farm -> farm.heartbeat(new HeartbeatRequest(mine, List.copyOf(held.keySet()))));
      if (answer != null) {
        journal.beat(mine, sent);
        answer.lost().forEach(held::remove);
      } else if (mine.equals(session)) {
        over();
      }
    }
    TimeUnit.MILLISECONDS.sleep(beatMs * 8 / 10 + random.nextInt((int) (beatMs * 4 / 10) + 1));
  }

  /** Stands still, as a stopped process does. */
  void stop() {
    still = true;
  }

  /** Goes on where it stood. */
  void goOn() {
    still = false;
  }

  /** Dies: nobody hears of it again. */
  void die() {
    stopping = true;
    work.interrupt();
    beats.interrupt();
    String mine = session;
    if (mine != null) {
      journal.left(mine);
    }
  }

  @Override
  public void close() {
    String mine = session;
    die();
    if (mine != null) {
      try {
        servers.get(server).signOff(mine);
      } catch (IOException | ProblemException e) {
        // Its lease will end.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
