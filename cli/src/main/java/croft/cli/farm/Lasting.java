package croft.cli.farm;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Something that runs until the process is told to end (Ctrl-C, TERM), and is then stopped in
 * order; the process waits for that.
 */
final class Lasting {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Runnable stop;

  private Lasting(Runnable stop) {
    this.stop = stop;
  }

  /** Runs until the process is told to end. */
  static void run(Runnable stop) throws InterruptedException {
    var lasting = new Lasting(stop);
    Runtime.getRuntime().addShutdownHook(new Thread(lasting::stopOnce, "croft-stop"));
    lasting.ended.await();
  }

  private void stopOnce() {
    if (stopped.compareAndSet(false, true)) {
      stop.run();
      ended.countDown();
    }
  }
}
