package croft.worker.sandbox;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process in a session of its own that was started by the C library: what {@link ProcessBuilder}
 * cannot do, and its programs around the job do at the price of a process each. Thread-safe.
 */
final class SpawnedProcess extends Process {

  private final long pid;
  private final InputStream output;
  private final CompletableFuture<Integer> end = new CompletableFuture<>();

  /**
   * Starts a program.
   *
   * @param command the program's path, then its arguments
   * @param environment {@code name=value}, all of it
   * @param notes gets its standard error
   * @param status gets what it writes to descriptor 3
   */
  static SpawnedProcess start(
      Libc libc, List<String> command, List<String> environment, Path notes, Path status)
      throws IOException {
    Libc.Pipe pipe = libc.pipe();
    InputStream output;
    try {
      // A second descriptor of the same end: Java makes no stream of one that it did not open.
      output = new FileInputStream("/proc/self/fd/" + pipe.read());
    } catch (IOException e) {
      libc.close(pipe.write());
      throw e;
    } finally {
      libc.close(pipe.read());
    }
    try {
      long pid =
          libc.spawn(command, environment, new Libc.Descriptors(pipe.write(), notes, status));
      return new SpawnedProcess(libc, pid, output);
    } catch (IOException e) {
      output.close();
      throw e;
    } finally {
      libc.close(pipe.write());
    }
  }

  private SpawnedProcess(Libc libc, long pid, InputStream output) {
    this.pid = pid;
    this.output = output;
    Thread.ofPlatform().daemon().name("wait-" + pid).start(() -> await(libc));
  }

  private void await(Libc libc) {
    try {
      end.complete(libc.await(pid));
    } catch (IOException | RuntimeException e) {
      end.completeExceptionally(e);
    }
  }

  @Override
  public int waitFor() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public InputStream getInputStream() {
    return output;
  }

  /** Goes to the notes. */
  @Override
  public InputStream getErrorStream() {
    return InputStream.nullInputStream();
  }

  /** It has nothing to read. */
  @Override
  public OutputStream getOutputStream() {
    return OutputStream.nullOutputStream();
  }

  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    try {
      end.get(timeout, unit);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public int exitValue() {
    if (!end.isDone()) {
      throw new IllegalThreadStateException("process " + pid + " has not ended");
    }
    return end.join();
  }

  @Override
  public boolean isAlive() {
    return !end.isDone();
  }

  @Override
  public CompletableFuture<Process> onExit() {
    return end.handle((_, _) -> this);
  }

  @Override
  public void destroy() {
    if (isAlive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }
  }

  @Override
  public Process destroyForcibly() {
    if (isAlive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    return this;
  }
}
