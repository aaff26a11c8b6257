package croft.server;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a pass until it is closed: at once while there is more to do, else after a rest. */
final class Loop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Loop.class);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  /**
   * After a hint comes a pass, but not sooner than this after it: many hints are one pass. At 50 ms
   * the passes cost the database as much as the hot path did when every commit was a hint.
   */
  private static final Duration HINTED_REST = Duration.ofMillis(250);

  private final Semaphore hints = new Semaphore(0);
  private final Thread thread;

  /** One pass. Returns whether there may be more. */
  @FunctionalInterface
  interface Pass {
    boolean runOnce() throws Exception;
  }

  /** Starts at once with a first pass; rests after each that says there is no more. */
  Loop(String name, Duration rest, Pass pass) {
    this.thread =
        Thread.ofVirtual()
            .name("croft-" + name)
            .start(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    boolean more = false;
                    try {
                      more = pass.runOnce();
                    } catch (InterruptedException _) {
                      return;
                    } catch (Exception e) {
                      // Tried again after the rest; the database may be away.
                      log.warn("{}: {}", name, e.toString());
                    }
                    if (!more) {
                      try {
                        if (hints.tryAcquire(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                          Thread.sleep(HINTED_REST);
                        }
                        hints.drainPermits();
                      } catch (InterruptedException _) {
                        return;
                      }
                    }
                  }
                });
  }

  /** There may be something to do: does not wait out the rest. */
  void hint() {
    if (hints.availablePermits() == 0) {
      hints.release();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(STOP_WITHIN);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
