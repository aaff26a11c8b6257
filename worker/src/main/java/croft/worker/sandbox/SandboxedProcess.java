package croft.worker.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One running job, from its first process to the last. Thread-safe. */
public final class SandboxedProcess {

  private static final System.Logger LOG = System.getLogger(SandboxedProcess.class.getName());

  /** A process that does not die of SIGKILL within this time hangs in the kernel; say so. */
  private static final long GONE_SECONDS_EXPECTED = 10;

  /** They are a few lines; more would be a job that found a way to write there. */
  private static final int NOTES_BYTES_MAX = 16 << 10;

  private final Process top;
  private final ProcessTree tree;
  private final Cell cell;

  SandboxedProcess(Process top, ProcessTree tree, Cell cell) {
    this.top = top;
    this.tree = tree;
    this.cell = cell;
  }

  /**
   * Standard output and error of the job as they come. Ends when no process holds them; who reads
   * it closes it.
   */
  public InputStream output() {
    return top.getInputStream();
  }

  /**
   * Asks the job's processes to end (SIGTERM). What does not hear it, or is just being forked, is
   * left to {@link #kill}.
   */
  public void terminate() {
    tree.members().forEach(ProcessHandle::destroy);
  }

  /** Ends all processes of the job now. */
  public void kill() {
    top.destroyForcibly();
    try {
      tree.kill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs something as soon as the job's command is over; at once when it is already. */
  public void onCommandEnd(Runnable action) {
    var _ = top.onExit().thenRun(action);
  }

  /** Whether the job's command is over; its daemons may still live. */
  public boolean commandEnded() {
    return !top.isAlive();
  }

  /** Waits until the job's command is over; its daemons may still live. */
  public boolean awaitCommand(long timeout, TimeUnit unit) throws InterruptedException {
    return top.waitFor(timeout, unit);
  }

  /**
   * Waits for the end of the command, ends what it left running, and waits until all of it is gone.
   *
   * @throws InterruptedException when the calling thread was interrupted; the job goes on
   */
  public Exit await() throws InterruptedException {
    int code = top.waitFor();
    try {
      endRest();
      return tree.commandRan(code)
          ? new Exit.Ran(code, Usage.parse(notes()))
          : new Exit.NotStarted(
              "The sandbox could not be set up (code %d): %s"
                  .formatted(code, String.join("; ", notes())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> notes() throws IOException {
    try (InputStream notes = Files.newInputStream(cell.notes())) {
      return new String(notes.readNBytes(NOTES_BYTES_MAX), StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException e) {
      return List.of(); // killed before its first step
    }
  }

  private void endRest() throws IOException, InterruptedException {
    long began = System.nanoTime();
    boolean told = false;
    for (long pauseMicros = 100; !tree.gone(); pauseMicros = Math.min(pauseMicros * 2, 20_000)) {
      tree.kill();
      if (!told && System.nanoTime() - began > TimeUnit.SECONDS.toNanos(GONE_SECONDS_EXPECTED)) {
        LOG.log(Level.WARNING, "Processes of {0} do not die; the slot waits for them", cell.root());
        told = true;
      }
      TimeUnit.MICROSECONDS.sleep(pauseMicros);
    }
  }
}
