package croft.worker.attempt;

import croft.protocol.wire.AttemptId;
import croft.worker.farm.AttemptDropped;
import croft.worker.log.LogSender;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The thread that sends one log. */
final class LogSending {

  private static final System.Logger LOG = System.getLogger(LogSending.class.getName());

  private final Thread thread;
  private volatile @Nullable AttemptDropped dropped;

  private LogSending(LogSender sender, AttemptId attempt) {
    thread =
        Thread.ofVirtual()
            .name("send-" + attempt)
            .unstarted(
                () -> {
                  try {
                    sender.run();
                  } catch (AttemptDropped e) {
                    dropped = e;
                  } catch (InterruptedException e) {
                    // stopped
                  } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "the log of " + attempt + " is not sent further", e);
                  }
                });
  }

  static LogSending start(LogSender sender, AttemptId attempt) {
    LogSending sending = new LogSending(sender, attempt);
    sending.thread.start();
    return sending;
  }

  void stop() {
    thread.interrupt();
  }

  /** Waits until the farm has the log. */
  void await() throws AttemptDropped, InterruptedException {
    try {
      thread.join();
    } catch (InterruptedException e) {
      thread.interrupt();
      throw e;
    }
    if (dropped != null) {
      throw dropped;
    }
  }
}
