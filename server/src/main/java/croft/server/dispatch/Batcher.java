package croft.server.dispatch;

import croft.core.schedule.Requirements;
import croft.server.farm.Changes;
import croft.server.observe.FarmMetrics;
import croft.store.database.Database;
import croft.store.database.SqlFailure;
import croft.store.graph.GraphImage;
import croft.store.hot.HotTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Natural group commit: one thread, one connection, one transaction at a time; what arrives while a
 * commit runs is the next batch. No timers. {@link #runOnce()} is one batch, for tests; {@link
 * #start()} repeats it.
 */
final class Batcher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Batcher.class);

  /** Ends in one transaction. */
  static final int ENDS_MAX = 2_000;

  /** Jobs that follow an end directly; with more, the graph's own transaction does it. */
  static final int FOLLOWERS_MAX = 1_000;

  /** Ends that wait here; more than that are refused, so that memory is bounded. */
  static final int QUEUE_MAX = 100_000;

  /** Pause before a graph that an edit had is tried again. */
  private static final long LOCKED_PAUSE_NANOS = 2_000_000;

  /** Pause before the database is tried again after it was away. */
  private static final long AWAY_PAUSE_NANOS = 200_000_000;

  /** Longest sleep without being woken: bounds the harm of a lost wake-up. */
  private static final long IDLE_NANOS = 500_000_000;

  private final Database database;
  private final Images images;
  private final ReadyCache ready;
  private final RequirementClasses classes;
  private final ParkedClaims parked;
  private final LongEnds longEnds;
  private final Refill refill;
  private final Changes changes;
  private final FarmMetrics metrics;
  private final SessionBook book;
  private final ConcurrentLinkedQueue<End> inbox = new ConcurrentLinkedQueue<>();
  private final List<End> retry = new ArrayList<>();
  private final Thread thread;

  private @Nullable Connection connection;
  private volatile boolean stopping;
  private volatile boolean signalled;
  private volatile int queued;

  /** Does not start anything yet. */
  Batcher(
      Database database,
      Images images,
      ReadyCache ready,
      RequirementClasses classes,
      ParkedClaims parked,
      LongEnds longEnds,
      Refill refill,
      Changes changes,
      FarmMetrics metrics,
      SessionBook book) {
    this.database = database;
    this.images = images;
    this.ready = ready;
    this.classes = classes;
    this.parked = parked;
    this.longEnds = longEnds;
    this.refill = refill;
    this.changes = changes;
    this.metrics = metrics;
    this.book = book;
    // A platform thread: it holds a connection's monitor for its whole life and never yields.
    this.thread = Thread.ofPlatform().name("batcher").daemon().unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  /** Queues an end; its future is completed once it is committed. False if the queue is full. */
  boolean add(End end) {
    if (queued >= QUEUE_MAX) {
      return false;
    }
    inbox.add(end);
    signal();
    return true;
  }

  /** There may be work: a claim was parked, or a job became ready. */
  void signal() {
    signalled = true;
    LockSupport.unpark(thread);
  }

  private void loop() {
    while (!stopping) {
      signalled = false;
      long pause;
      try {
        pause = runOnce();
      } catch (RuntimeException e) {
        log.error("a batch failed in an unforeseen way", e);
        pause = AWAY_PAUSE_NANOS;
      }
      if (pause > 0 && !(signalled && pause == IDLE_NANOS) && !stopping) {
        LockSupport.parkNanos(pause);
      }
    }
    closeConnection();
  }

  /**
   * One batch. Returns how long the next one may be waited for, in nanoseconds: 0 if there may be
   * more to do at once.
   */
  long runOnce() {
    List<End> ends = new ArrayList<>(retry);
    retry.clear();
    for (End end = inbox.poll(); end != null; end = inbox.poll()) {
      ends.add(end);
      if (ends.size() >= ENDS_MAX) {
        break;
      }
    }
    queued = inbox.size();
    long due = ready.promote(System.nanoTime());
    if (ends.isEmpty() && !mayClaim()) {
      return due < 0 ? IDLE_NANOS : Math.min(due + 1, IDLE_NANOS);
    }
    long pause = run(ends);
    return pause > 0 ? pause : (!inbox.isEmpty() || mayClaim() ? 0 : IDLE_NANOS);
  }

  private boolean mayClaim() {
    if (parked.size() == 0) {
      return false;
    }
    for (Requirements.Offer offer : parked.offers()) {
      if (ready.hasAny(classes.metBy(offer))) {
        return true;
      }
    }
    return false;
  }

  /** Runs a batch, in pieces if something in it is bad. Returns the pause before the next one. */
  private long run(List<End> ends) {
    List<End> usable = new ArrayList<>(ends.size());
    Map<Long, GraphImage> needed = new HashMap<>();
    Set<Long> missing = new HashSet<>();
    for (End end : ends) {
      // Asked for once: an image that comes meanwhile would let a later report overtake this one.
      GraphImage image =
          missing.contains(end.graph())
              ? null
              : needed.computeIfAbsent(end.graph(), this::imageOrLoad);
      if (image == null) {
        missing.add(end.graph());
        retry.add(end);
      } else if (end.job() < image.edges().size()
          && (image.edges().dependents(end.job()) > FOLLOWERS_MAX || LongEnds.grows(end, image))) {
        longEnds.run(List.of(end), image, this::ended);
      } else {
        usable.add(end);
      }
    }
    needed.values().removeIf(image -> image == null);
    for (Requirements.Offer offer : parked.offers()) {
      for (long graph : ready.firstGraphs(classes.metBy(offer), Batch.CLAIMS_MAX)) {
        if (images.cached(graph) == null) {
          // Its jobs come back with the refill that follows the loading; dropped after it was asked
          // for, they might be the ones that it had just brought.
          ready.drop(graph);
        }
        needed.computeIfAbsent(graph, this::imageOrLoad);
      }
    }
    return transact(usable, needed);
  }

  private long transact(List<End> ends, Map<Long, GraphImage> needed) {
    if (needed.isEmpty()) {
      return retry.isEmpty() ? 0 : LOCKED_PAUSE_NANOS;
    }
    Batch batch = null;
    try {
      Connection open = connection();
      HotTransaction transaction = new HotTransaction(open);
      long start = System.nanoTime();
      batch = new Batch(transaction, ready, classes, needed, book);
      batch.run(ends, parked);
      long committing = System.nanoTime();
      transaction.commit();
      long end = System.nanoTime();
      metrics.commitSeconds().recordNanos(end - committing);
      metrics.batchSeconds().recordNanos(end - start);
      metrics.batchSize().record(batch.results().size() + batch.claimed().size());
      return settled(batch);
    } catch (Batch.TooMuchFollows e) {
      undo(batch);
      return runLong(ends, needed, e.graphs());
    } catch (SQLException e) {
      undo(batch);
      return failed(ends, needed, e);
    }
  }

  /** After the commit: everybody gets an answer. */
  private long settled(Batch batch) {
    batch.passedOver().forEach(entry -> ready.add(entry.requirementClass(), entry.job()));
    batch
        .claimed()
        .forEach(
            (claim, jobs) -> {
              parked.remove(claim);
              metrics.claims().add(jobs.size());
              book.gave(claim, jobs);
              claim.answer().complete(jobs);
            });
    batch.held().forEach(Claim::letGo);
    for (long session : batch.moved()) {
      book.end(session).forEach(claim -> claim.move(parked));
    }
    batch.results().forEach(this::ended);
    batch.committed().forEach((graph, seq) -> changes.committed(graph, seq, batch.isPlain(graph)));
    for (long graph : batch.outdated()) {
      images.drop(graph);
    }
    retry.addAll(batch.notLocked());
    boolean nothing =
        batch.results().isEmpty() && batch.claimed().isEmpty() && batch.moved().isEmpty();
    return nothing ? LOCKED_PAUSE_NANOS : 0;
  }

  private void ended(End end, End.Result result) {
    metrics.completions(result.name().toLowerCase(java.util.Locale.ROOT)).add(1);
    if (result == End.Result.ACCEPTED) {
      book.ended(end);
    }
    end.answer().complete(result);
  }

  private void undo(@Nullable Batch batch) {
    if (batch != null) {
      batch.passedOver().forEach(entry -> ready.add(entry.requirementClass(), entry.job()));
      batch.taken().forEach(entry -> ready.add(entry.requirementClass(), entry.job()));
      batch.held().forEach(Claim::letGo);
    }
    Connection open = connection;
    if (open != null) {
      try {
        open.rollback();
      } catch (SQLException e) {
        closeConnection();
      }
    }
  }

  /** The ends of graphs with a long cascade go their own way, the others are tried again. */
  private long runLong(List<End> ends, Map<Long, GraphImage> needed, Set<Long> graphs) {
    Map<Long, List<End>> byGraph = new HashMap<>();
    for (End end : ends) {
      if (graphs.contains(end.graph())) {
        byGraph.computeIfAbsent(end.graph(), _ -> new ArrayList<>()).add(end);
      } else {
        retry.add(end);
      }
    }
    byGraph.forEach(
        (graph, long_) -> {
          GraphImage image = needed.get(graph);
          if (image == null) {
            retry.addAll(long_);
          } else {
            longEnds.run(long_, image, this::ended);
          }
        });
    return 0;
  }

  private long failed(List<End> ends, Map<Long, GraphImage> needed, SQLException e) {
    return switch (SqlFailure.of(e)) {
      case SqlFailure.Conflict _ -> {
        retry.addAll(ends);
        yield LOCKED_PAUSE_NANOS;
      }
      case SqlFailure.Unavailable _, SqlFailure.TooSlow _, SqlFailure.NoSpace _ -> {
        log.warn("a batch of {} failed: {}", ends.size(), e.getMessage());
        closeConnection();
        answerAll(ends, e);
        yield AWAY_PAUSE_NANOS;
      }
      case SqlFailure.Refused _, SqlFailure.Damaged _, SqlFailure.Fault _ -> halve(ends, needed, e);
    };
  }

  /** Nobody knows whether it was committed. A worker's repeat gets the answer from the rows. */
  private void answerAll(List<End> ends, SQLException e) {
    ends.forEach(end -> end.answer().completeExceptionally(e));
    for (Requirements.Offer offer : parked.offers()) {
      for (Claim claim : parked.of(offer, Integer.MAX_VALUE)) {
        parked.remove(claim);
        claim.answer().completeExceptionally(e);
      }
    }
  }

  /** One bad item must not fail the others: it is looked for by halving. */
  private long halve(List<End> ends, Map<Long, GraphImage> needed, SQLException e) {
    if (ends.size() <= 1) {
      log.error("the database refused {}", ends.isEmpty() ? "claims" : ends.getFirst(), e);
      ends.forEach(end -> end.answer().completeExceptionally(e));
      if (ends.isEmpty()) {
        Set<Long> graphs = new HashSet<>(needed.keySet());
        graphs.forEach(ready::drop);
      }
      return LOCKED_PAUSE_NANOS;
    }
    transact(ends.subList(0, ends.size() / 2), needed);
    return transact(ends.subList(ends.size() / 2, ends.size()), needed);
  }

  private @Nullable GraphImage imageOrLoad(long graph) {
    GraphImage image = images.cached(graph);
    if (image == null) {
      images.loadThen(
          graph,
          found -> {
            if (found) {
              refill.graph(graph);
            }
            signal();
          });
    }
    return image;
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = database.hotConnection("batcher");
      open.setAutoCommit(false);
      connection = open;
    }
    return open;
  }

  private void closeConnection() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.debug("closing a connection failed", e);
      }
    }
  }

  /** Stops after the present batch; what waits gets no answer. */
  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
