package croft.worker.sandbox;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Starts processes that die with their parent, from one platform thread that lives as long as the
 * launcher.
 *
 * <p>Linux ties "die with the parent" to the <em>thread</em> that made the child, not to its
 * process: jobs started from virtual threads, or from pool threads that retire, are killed when
 * that thread ends, half a minute into a job that did nothing wrong.
 */
public final class Launcher implements AutoCloseable {

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("croft-launcher").daemon(true).factory());

  Process start(ProcessBuilder builder) throws IOException {
    Future<Process> started;
    try {
      started = thread.submit(builder::start);
    } catch (RejectedExecutionException e) {
      throw new IOException("The worker is stopping and starts no more jobs.", e);
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return started.get();
        } catch (InterruptedException e) {
          // Whoever interrupts gets a process to end, never one that nobody knows of.
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(cause.getMessage(), cause);
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the thread, and by that every process that is still there. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
