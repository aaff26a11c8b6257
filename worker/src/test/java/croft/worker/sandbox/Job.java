package croft.worker.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One script in a sandbox, with its output read as a worker would. */
public final class Job {

  private final SandboxedProcess process;
  private final Thread reader;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Cell cell;

  public static Job start(Sandbox sandbox, Path root, String script) throws IOException {
    return start(sandbox, root, script, Map.of(), JobLimits.withMemory(1L << 30));
  }

  public static Job start(
      Sandbox sandbox, Path root, String script, Map<String, String> environment, JobLimits limits)
      throws IOException {
    Cell cell = new Cell(root, 0, root.resolveSibling("cache")).create();
    Map<String, String> all = new TreeMap<>(environment);
    all.put("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
    LaunchFile.write(cell, sandbox.view(cell), script, all);
    return new Job(sandbox.start(cell, limits), cell);
  }

  private Job(SandboxedProcess process, Cell cell) {
    this.process = process;
    this.cell = cell;
    this.reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    process
                        .output()
                        .transferTo(
                            new java.io.OutputStream() {
                              @Override
                              public void write(int b) {
                                write(new byte[] {(byte) b}, 0, 1);
                              }

                              @Override
                              public void write(byte[] bytes, int from, int length) {
                                synchronized (output) {
                                  output.write(bytes, from, length);
                                  output.notifyAll();
                                }
                              }
                            });
                  } catch (IOException e) {
                    // closed by the end of the process
                  }
                });
  }

  public SandboxedProcess process() {
    return process;
  }

  public Path work() {
    return cell.work();
  }

  /** Blocks until the job has printed the text. */
  public Job awaitOutput(String text) throws InterruptedException {
    synchronized (output) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!output().contains(text)) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0 || !reader.isAlive()) {
          throw new AssertionError("no '" + text + "' in:\n" + output());
        }
        output.wait(Math.min(left, 100));
      }
    }
    return this;
  }

  public String output() {
    synchronized (output) {
      return output.toString(StandardCharsets.UTF_8);
    }
  }

  /** The exit code, when all is over. */
  public int exitCode() throws InterruptedException {
    return switch (process.await()) {
      case Exit.Ran(int code, _) -> {
        reader.join(2_000);
        yield code;
      }
      case Exit.NotStarted(String reason) -> throw new AssertionError(reason);
    };
  }
}
