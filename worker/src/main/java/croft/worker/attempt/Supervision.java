package croft.worker.attempt;

import croft.worker.sandbox.SandboxedProcess;
import java.time.Duration;

/** Watches a running job: ends it when its time is over or somebody wants it to stop. */
final class Supervision {

  private final HeldAttempt held;
  private final SandboxedProcess process;
  private final Duration grace;

  Supervision(HeldAttempt held, SandboxedProcess process, Duration grace) {
    this.held = held;
    this.process = process;
    this.grace = grace;
  }

  /**
   * Returns when the job's command is over: SIGTERM first, SIGKILL after the grace; at once when
   * the attempt was dropped, because the lease will not wait.
   *
   * @param deadlineNanos when its time is over, by {@link System#nanoTime}
   * @return whether it was ended for its time
   */
  boolean watch(long deadlineNanos) throws InterruptedException {
    process.onCommandEnd(held::poke);
    boolean timedOut = false;
    boolean asked = false;
    boolean killed = false;
    long killNanos = 0;
    while (!process.commandEnded()) {
      long now = System.nanoTime();
      boolean dropped = held.stopped().filter(Stop.Dropped.class::isInstance).isPresent();
      boolean late = deadlineNanos - now <= 0;
      if (!asked && !dropped && (late || held.stopped().isPresent())) {
        timedOut = held.stopped().isEmpty();
        asked = true;
        killNanos = now + grace.toNanos();
        process.terminate();
      }
      if (!killed && (dropped || (asked && killNanos - now <= 0))) {
        killed = true;
        process.kill();
      }
      held.await(killed ? grace.toNanos() : (asked ? killNanos : deadlineNanos) - now);
    }
    return timedOut;
  }
}
