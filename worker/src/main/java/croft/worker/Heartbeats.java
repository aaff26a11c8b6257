package croft.worker;

import croft.protocol.problem.ProblemException;
import croft.protocol.problem.ProblemType;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.HeartbeatRequest;
import croft.protocol.wire.HeartbeatResponse;
import croft.worker.attempt.HeldAttempt;
import croft.worker.attempt.Stop;
import croft.worker.farm.FarmConnection;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells the farm at its pace that the worker lives and what it holds, and hears what it should
 * stop. On a thread of its own, so that nothing else can make a heartbeat late.
 */
final class Heartbeats {

  private static final System.Logger LOG = System.getLogger(Heartbeats.class.getName());

  /** The farm holds new claims for a short time only, until a heartbeat lists them. */
  private static final Duration AFTER_CLAIM = Duration.ofMillis(1_500);

  /** After a heartbeat without an answer. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** Of the lease, for one answer: a few that hang may pass before it is over. */
  private static final int LEASE_SHARE = 6;

  private final FarmConnection farm;
  private final Session session;
  private final Duration answerWithin;
  private volatile Duration period;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition sooner = lock.newCondition();

  /**
   * When a heartbeat is wished for before the regular one. A wish made while none waits is kept.
   */
  private @Nullable Long soonNanos;

  private final Set<AttemptId> listed = new HashSet<>();

  /**
   * @param period until the farm says another
   * @param lease of the session
   */
  Heartbeats(FarmConnection farm, Session session, Duration period, Duration lease) {
    this.farm = farm;
    this.session = session;
    this.period = period;
    this.answerWithin = lease.dividedBy(LEASE_SHARE);
  }

  /** ±20 %, so that ten thousand workers do not beat together. */
  private static long scattered(Duration period) {
    return period.toNanos() * ThreadLocalRandom.current().nextLong(80, 121) / 100;
  }

  /** An attempt was claimed: list it soon, unless it ends before. */
  void claimed() {
    dueWithin(AFTER_CLAIM);
  }

  private void dueWithin(Duration time) {
    lock.lock();
    try {
      long wanted = System.nanoTime() + Math.min(time.toNanos(), scattered(period));
      if (soonNanos == null || wanted - soonNanos < 0) {
        soonNanos = wanted;
        sooner.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Beats until the session has ended or the thread is interrupted. */
  void run() {
    try {
      long regular = System.nanoTime() + scattered(period);
      while (!session.hasEnded()) {
        awaitDue(regular);
        boolean isRegular = System.nanoTime() - regular >= 0;
        if (isRegular || holdsUnlisted()) {
          boolean answered = beat();
          regular = System.nanoTime() + (answered ? scattered(period) : AFTER_FAILURE.toNanos());
        }
      }
    } catch (InterruptedException e) {
      // the session closes
    }
  }

  private void awaitDue(long regularNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        long due = soonNanos == null || regularNanos - soonNanos < 0 ? regularNanos : soonNanos;
        long left = due - System.nanoTime();
        if (left <= 0) {
          soonNanos = null;
          return;
        }
        sooner.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean holdsUnlisted() {
    return session.held().stream().anyMatch(attempt -> !listed.contains(attempt.id()));
  }

  private boolean beat() throws InterruptedException {
    List<AttemptId> ids = session.held().stream().map(HeldAttempt::id).toList();
    long sent = System.nanoTime();
    try {
      HeartbeatResponse answer = timed(new HeartbeatRequest(session.id(), ids));
      session.lease().renew(sent, answer.lease());
      period = answer.heartbeat();
      listed.clear();
      listed.addAll(ids);
      for (HeldAttempt attempt : session.held()) {
        if (answer.lost().contains(attempt.id())) {
          attempt.stop(new Stop.Dropped("the farm has given it up"));
        } else if (answer.cancel().contains(attempt.id())) {
          attempt.stop(new Stop.Cancelled());
        }
      }
      return true;
    } catch (ProblemException e) {
      if (e.is(ProblemType.SESSION_ENDED) || e.is(ProblemType.NO_SUCH_WORKER)) {
        session.end("the farm says that the session is over");
      }
      LOG.log(Level.WARNING, "the farm refused a heartbeat: {0}", e.problem().text());
      return false;
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "no answer to a heartbeat ({0}); {1} ms of the lease are left",
          e.getMessage(),
          session.lease().left().toMillis());
      return false;
    }
  }

  /** One that hangs must not take the next one's time as well. */
  private HeartbeatResponse timed(HeartbeatRequest request)
      throws IOException, InterruptedException {
    FutureTask<HeartbeatResponse> call = new FutureTask<>(() -> farm.heartbeat(request));
    Thread.ofVirtual().name("heartbeat-call").start(call);
    try {
      return call.get(answerWithin.toMillis() + 1, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("nothing within a sixth of the lease", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ProblemException problem -> throw problem;
        case IOException fault -> throw fault;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } finally {
      call.cancel(true);
    }
  }
}
