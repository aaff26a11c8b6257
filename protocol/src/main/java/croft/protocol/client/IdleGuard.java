package croft.protocol.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Ends a body that went silent: the JDK's client would wait for its next byte for ever. One timer
 * for each body and period, whatever is read.
 */
final class IdleGuard extends FilterInputStream {
  private final Duration idle;
  private final Executor timer;

  /** When the read that now waits began, as {@link System#nanoTime}; 0 if none waits. */
  private volatile long waitingSince;

  private volatile boolean closed;
  private volatile boolean silent;

  IdleGuard(InputStream body, Duration idle) {
    super(body);
    this.idle = idle;
    this.timer = CompletableFuture.delayedExecutor(idle.toMillis() / 2 + 1, TimeUnit.MILLISECONDS);
    timer.execute(this::check);
  }

  private void check() {
    if (closed) {
      return;
    }
    long since = waitingSince;
    if (since != 0 && System.nanoTime() - since > idle.toNanos()) {
      silent = true;
      try {
        super.close(); // Wakes the reader.
      } catch (IOException _) {
        // The reader is told by its own exception.
      }
      return;
    }
    timer.execute(this::check);
  }

  private interface Read {
    int run() throws IOException;
  }

  private int watched(Read read) throws IOException {
    waitingSince = System.nanoTime() | 1;
    try {
      int n = read.run();
      if (silent) {
        throw new IOException("nothing for " + idle.toSeconds() + " s");
      }
      return n;
    } catch (IOException e) {
      throw silent && !closed ? new IOException("nothing for " + idle.toSeconds() + " s", e) : e;
    } finally {
      waitingSince = 0;
    }
  }

  @Override
  public int read() throws IOException {
    return watched(super::read);
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    return watched(() -> super.read(bytes, from, length));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    super.close();
  }
}
