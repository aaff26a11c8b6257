package croft.worker;

import croft.protocol.wire.Assignment;
import croft.protocol.wire.AttemptId;
import croft.protocol.wire.WorkerSession;
import croft.worker.attempt.AttemptRunner;
import croft.worker.attempt.HeldAttempt;
import croft.worker.attempt.Stop;
import croft.worker.farm.AttemptChannel;
import croft.worker.farm.FarmConnection;
import croft.worker.farm.Lease;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One signed-on time of a worker: its lease, the attempts that it holds, and the threads that
 * claim, report and beat. When it ends, everything of it ends; the worker then begins a new one.
 */
final class Session {

  private static final System.Logger LOG = System.getLogger(Session.class.getName());

  private final WorkerSession granted;
  private final Lease lease;
  private final FarmConnection farm;
  private final AttemptRunner runner;
  private final Slots slots;
  private final Heartbeats heartbeats;
  private final Completions completions;
  private final ConcurrentHashMap<AttemptId, HeldAttempt> held = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Thread> attempts = new ConcurrentLinkedQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread claiming;
  private volatile boolean endedAtFarm;
  private final List<Thread> threads = new ArrayList<>();

  /**
   * @param sentNanos when the registration was sent
   * @param work what it shares with other sessions of the worker
   */
  Session(WorkerSession granted, long sentNanos, Worker work) {
    this.granted = granted;
    this.farm = work.farm();
    this.runner = work.runner();
    this.slots = new Slots(work.config().slots());
    this.lease = new Lease(sentNanos, granted.lease(), System::nanoTime);
    this.heartbeats = new Heartbeats(farm, this, granted.heartbeat(), granted.lease());
    this.completions = new Completions(farm, this, slots, work.spool(), work::takesJobs);
    Claims claims = new Claims(farm, this, slots, work::takesJobs);
    LeaseGuard guard = new LeaseGuard(lease, granted.lease(), held::values);
    claiming = Thread.ofPlatform().daemon().name("croft-claims").unstarted(claims::run);
    threads.add(claiming);
    threads.add(Thread.ofPlatform().daemon().name("croft-completions").unstarted(completions::run));
    threads.add(Thread.ofPlatform().daemon().name("croft-heartbeats").unstarted(heartbeats::run));
    threads.add(Thread.ofPlatform().daemon().name("croft-lease").unstarted(guard::run));
  }

  String id() {
    return granted.session();
  }

  Lease lease() {
    return lease;
  }

  Collection<HeldAttempt> held() {
    return held.values();
  }

  void open() {
    threads.forEach(Thread::start);
  }

  boolean hasEnded() {
    return over.getCount() == 0;
  }

  /** Whether it has ended because the farm said so. */
  boolean hasEndedAtFarm() {
    return endedAtFarm;
  }

  /** The farm does not know this session any more. Everything that it holds is dropped. */
  void end(String reason) {
    if (!hasEnded()) {
      endedAtFarm = true;
      LOG.log(Level.WARNING, "session {0} is over: {1}", id(), reason);
    }
    endHere(reason);
  }

  private void endHere(String reason) {
    lease.endSession();
    over.countDown();
    held.values().forEach(attempt -> attempt.stop(new Stop.Dropped(reason)));
    threads.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
  }

  void awaitEnd() throws InterruptedException {
    over.await();
  }

  boolean awaitEnd(long millis) throws InterruptedException {
    return over.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Whether it holds nothing. */
  boolean isIdle() {
    return held.isEmpty();
  }

  /** Takes no more work. */
  void stopClaiming() {
    claiming.interrupt();
  }

  /** Ends all that runs, and reports it so. */
  void stopJobs() {
    held.values().forEach(attempt -> attempt.stop(new Stop.WorkerStopped()));
  }

  /** Ends the session's threads, when nothing is held any more or nothing of it counts. */
  void close() throws InterruptedException {
    endHere("the worker ends");
    for (Thread thread : threads) {
      if (thread != Thread.currentThread()) {
        thread.join();
      }
    }
    // Until no process of any attempt is left.
    for (Thread attempt : attempts) {
      attempt.join();
    }
  }

  /**
   * Starts what was claimed.
   *
   * @param asked how many slots were asked for; those without an attempt become free
   */
  void start(List<Assignment> assignments, int asked) {
    int started = 0;
    for (Assignment assignment : assignments) {
      if (started == asked) {
        LOG.log(Level.ERROR, "the farm gave more than was asked for; {0} is left", assignment.id());
        break;
      }
      if (held.containsKey(assignment.id())) {
        LOG.log(Level.ERROR, "the farm gave {0} twice", assignment.id());
        continue;
      }
      started++;
      start(assignment);
    }
    slots.giveBack(asked - started);
  }

  private void start(Assignment assignment) {
    AttemptChannel channel = new AttemptChannel(farm, lease, assignment.id(), assignment.nonce());
    HeldAttempt attempt = new HeldAttempt(assignment, channel, slots.take());
    held.put(attempt.id(), attempt);
    if (hasEnded()) {
      attempt.stop(new Stop.Dropped("the session is over"));
    }
    Thread thread =
        Thread.ofVirtual().name("attempt-" + attempt.id()).unstarted(() -> run(attempt));
    attempts.removeIf(old -> old.getState() == Thread.State.TERMINATED);
    attempts.add(thread);
    thread.start();
    heartbeats.claimed();
  }

  private void run(HeldAttempt attempt) {
    switch (runner.run(attempt)) {
      case AttemptRunner.Result.Ended(var completion) -> completions.add(attempt, completion);
      case AttemptRunner.Result.Dropped(String reason) -> {
        LOG.log(Level.WARNING, "{0} is dropped: {1}", attempt.id(), reason);
        forget(attempt);
        slots.free(attempt.slot());
      }
    }
    runner.clean(attempt);
  }

  /** The farm knows all about the attempt. */
  void forget(HeldAttempt attempt) {
    held.remove(attempt.id(), attempt);
  }
}
