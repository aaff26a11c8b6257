package croft.worker;

import croft.protocol.problem.ProblemException;
import croft.protocol.wire.Isolation;
import croft.protocol.wire.Resources;
import croft.protocol.wire.WorkerRegistration;
import croft.protocol.wire.WorkerSession;
import croft.worker.attempt.AttemptRunner;
import croft.worker.attempt.HeldAttempt;
import croft.worker.attempt.RunSettings;
import croft.worker.farm.Backoff;
import croft.worker.farm.FarmConnection;
import croft.worker.sandbox.Sandbox;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker of the farm, from {@link #start} to its end: pulls attempts, runs them, reports them.
 * Thread-safe.
 */
public final class Worker implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Worker.class.getName());

  /** How long the last results may take to reach a farm that is perhaps away. */
  private static final Duration LAST_RESULTS = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofMillis(20);

  private final WorkerConfig config;
  private final FarmConnection farm;
  private final Workplace place;
  private final AttemptRunner runner;
  private final Fitness fitness;
  private final Thread main;
  private final Thread watch;
  private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

  private volatile Wish wish = Wish.WORK;
  private volatile @Nullable Session session;

  private enum Wish {
    WORK,
    DRAIN,
    STOP
  }

  /**
   * Starts a worker.
   *
   * @throws IOException when its data folder cannot be used, or the isolation that was asked for
   *     does not work here; the message says why and what to do
   */
  public static Worker start(WorkerConfig config) throws IOException {
    return start(config, new HttpFarmConnection(config.server(), config.token()));
  }

  /** Starts a worker on a connection that it closes at its end. */
  static Worker start(WorkerConfig config, FarmConnection farm) throws IOException {
    Worker worker;
    try {
      worker = new Worker(config, farm, Workplace.open(config));
    } catch (IOException | RuntimeException e) {
      farm.close();
      throw e;
    }
    worker.fitness.runOnce();
    worker.main.start();
    worker.watch.start();
    return worker;
  }

  private Worker(WorkerConfig config, FarmConnection farm, Workplace place) {
    this.config = config;
    this.farm = farm;
    this.place = place;
    RunSettings settings = place.runSettings(config);
    this.runner = new AttemptRunner(place.sandbox(), farm, place.cache(), settings);
    this.fitness =
        new Fitness(
            config.data(), config.diskFloorBytes(), this::held, runner::folder, place::makeRoom);
    this.main = Thread.ofPlatform().name("croft-worker").unstarted(this::run);
    this.watch = Thread.ofPlatform().daemon().name("croft-disk").unstarted(this::watchDisk);
  }

  /**
   * Lets running jobs end, for as long as the drain time, and takes no new ones. The second call,
   * and each after it, ends them at once.
   */
  public void stop() {
    wish = wish == Wish.WORK ? Wish.DRAIN : Wish.STOP;
    LOG.log(
        Level.INFO,
        wish == Wish.DRAIN ? "stopping when {0} running jobs have ended" : "stopping now",
        held().size());
    main.interrupt();
  }

  /**
   * From now on SIGTERM and SIGINT are calls to {@link #stop}, and end the process only by that.
   */
  public void stopOnSignals() {
    StopSignals.install(this::stop);
  }

  /** Ends all jobs now; the farm is told that the worker was stopped. */
  public void stopNow() {
    wish = Wish.STOP;
    main.interrupt();
  }

  /**
   * Waits until the worker has ended.
   *
   * @throws IOException when it could not go on: the farm does not let it in
   */
  public void awaitEnd() throws IOException, InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? "" : e.getCause().getMessage(), e.getCause());
    }
  }

  /** Ends all jobs now and waits for the end. */
  @Override
  public void close() {
    stopNow();
    try {
      end.get();
    } catch (ExecutionException e) {
      LOG.log(Level.DEBUG, "the worker had failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Attempts that it holds. */
  public int running() {
    return held().size();
  }

  /** How it keeps jobs apart: {@code bubblewrap} or {@code none}. */
  public String isolation() {
    return place.sandbox().isolation();
  }

  WorkerConfig config() {
    return config;
  }

  FarmConnection farm() {
    return farm;
  }

  AttemptRunner runner() {
    return runner;
  }

  Spool spool() {
    return place.spool();
  }

  /** Whether it wants more. */
  boolean takesJobs() {
    return wish == Wish.WORK && fitness.isFit();
  }

  private Collection<HeldAttempt> held() {
    Session current = session;
    return current == null ? List.of() : current.held();
  }

  private void watchDisk() {
    try {
      while (!end.isDone()) {
        fitness.runOnce();
        Thread.sleep(1_000);
      }
    } catch (InterruptedException e) {
      // the worker ends
    }
  }

  private void run() {
    @Nullable Exception fault = null;
    try {
      while (wish == Wish.WORK) {
        runSession();
      }
    } catch (Refused e) {
      LOG.log(Level.ERROR, "the farm does not let this worker in: {0}", e.getMessage());
      fault = e;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the worker made a mistake", e);
      fault = e;
    }
    watch.interrupt();
    place.close();
    farm.close();
    if (fault == null) {
      end.complete(null);
    } else {
      end.completeExceptionally(fault);
    }
  }

  /** The farm will not have this worker, now or later. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private void runSession() throws Refused {
    Session current;
    try {
      current = register();
    } catch (InterruptedException e) {
      return; // told to stop
    }
    session = current;
    current.open();
    try {
      current.awaitEnd();
    } catch (InterruptedException e) {
      drain(current);
    }
    closeUninterrupted(current);
    session = null;
    if (wish != Wish.WORK) {
      signOff(current);
    }
  }

  private Session register() throws InterruptedException, Refused {
    Backoff backoff = new Backoff();
    while (true) {
      long sent = System.nanoTime();
      try {
        place.spool().sendLeftovers(farm);
        WorkerSession granted = farm.register(registration());
        LOG.log(
            Level.INFO,
            "signed on as {0} with {1} slots, isolation {2}, labels {3}",
            config.name(),
            config.slots(),
            isolation(),
            place.labels(config));
        return new Session(granted, sent, this);
      } catch (ProblemException e) {
        int status = e.problem().status();
        if (status >= 400 && status < 500 && status != 429 && status != 408) {
          throw new Refused(e.problem().text());
        }
        LOG.log(Level.WARNING, "the farm is not ready: {0}", e.problem().text());
      } catch (IOException e) {
        LOG.log(Level.WARNING, "the farm cannot be reached: {0}", e.getMessage());
      }
      Thread.sleep(backoff.pause());
    }
  }

  private WorkerRegistration registration() {
    Sandbox sandbox = place.sandbox();
    return new WorkerRegistration(
        config.name(),
        config.pool(),
        place.labels(config),
        config.slots(),
        new Resources(place.machine().cpus(), place.machine().memoryBytes(), 0),
        Isolation.parse(sandbox.isolation()),
        WorkerRegistration.PROTOCOL,
        version());
  }

  static String version() {
    String version = Worker.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Waits for what runs, until all is reported, the time is over, or it is told to stop now. */
  private void drain(Session current) {
    current.stopClaiming();
    long drainEnd = System.nanoTime() + config.drain().toNanos();
    while (!current.isIdle() && wish != Wish.STOP && drainEnd - System.nanoTime() > 0) {
      pause(current);
    }
    if (!current.isIdle()) {
      current.stopJobs();
      long lastEnd =
          System.nanoTime()
              + config.jobs().grace().toNanos()
              + Math.min(LAST_RESULTS.toNanos(), config.drain().toNanos());
      while (!current.isIdle() && lastEnd - System.nanoTime() > 0) {
        pause(current);
      }
    }
  }

  private static void pause(Session current) {
    try {
      current.awaitEnd(LOOK.toMillis());
    } catch (InterruptedException e) {
      // a further call to stop, which the caller sees in the wish
    }
  }

  private static void closeUninterrupted(Session current) {
    while (true) {
      try {
        current.close();
        return;
      } catch (InterruptedException e) {
        // a further call to stop: already as fast as can be
      }
    }
  }

  private void signOff(Session current) {
    Thread call =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    farm.signOff(current.id());
                  } catch (IOException | ProblemException e) {
                    LOG.log(Level.DEBUG, "could not sign off: {0}", e.getMessage());
                  } catch (InterruptedException e) {
                    // it takes too long
                  }
                });
    try {
      call.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      // a further call to stop
    }
    call.interrupt();
  }

  /** Waits, for tests and start-up scripts, until the worker is signed on. */
  boolean awaitSignedOn(Duration time) throws InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    while (session == null && !end.isDone() && until - System.nanoTime() > 0) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return session != null;
  }
}
