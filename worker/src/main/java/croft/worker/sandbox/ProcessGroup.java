package croft.worker.sandbox;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * No isolation: jobs are plain processes of the worker's user, in a session of their own. For
 * trusted jobs only. Their processes are found by session, and by a variable in their environment
 * when they left it; one that leaves its session <em>and</em> clears its environment is not found.
 */
public final class ProcessGroup implements Sandbox, AutoCloseable {

  private static final String MARK = "CROFT_CELL";

  private final Launcher launcher;
  private final Tools tools;
  private final JobLimits.HardLimits hard;
  private final String worker = UUID.randomUUID().toString();
  private final AtomicLong cells = new AtomicLong();
  private final Process watch;

  public ProcessGroup(Launcher launcher) throws IOException {
    this.launcher = launcher;
    this.tools = Tools.find();
    this.hard = JobLimits.HardLimits.ofThisProcess();
    this.watch = startWatch();
  }

  @Override
  public String isolation() {
    return "none";
  }

  @Override
  public View view(Cell cell) {
    return new View(
        cell.work().toString(),
        cell.tmp().toString(),
        cell.files().toString(),
        cell.cache().toString());
  }

  @Override
  public SandboxedProcess start(Cell cell, JobLimits limits) throws IOException {
    String mark = MARK + "=" + worker + "-" + cells.incrementAndGet() + ".";
    List<String> command = OuterCommand.measured(tools, limits, hard, cell.launch().toString());
    ProcessBuilder builder = OuterCommand.around(tools, cell, command);
    builder.directory(cell.work().toFile());
    builder.environment().put(MARK, mark.substring(MARK.length() + 1));
    Process top = launcher.start(builder);
    return new SandboxedProcess(top, new Session(cell, top.pid(), mark), cell);
  }

  /** Ends the watch, which ends what is left of the jobs. */
  @Override
  public void close() {
    try {
      watch.getOutputStream().close();
    } catch (IOException e) {
      watch.destroy();
    }
  }

  /**
   * A process that outlives this one: when its standard input ends, because the worker is gone, it
   * kills every process that carries the worker's mark. Twice and more, as they may be forking.
   */
  private Process startWatch() throws IOException {
    String script =
        """
        cat >/dev/null
        for round in 1 2 3 4 5 6; do
          for file in $(grep -las "$1" /proc/[0-9]*/environ); do
            pid=${file#/proc/}
            kill -KILL "${pid%/environ}"
          done 2>/dev/null
          sleep 0.1
        done
        """;
    ProcessBuilder builder =
        new ProcessBuilder(
            tools.setsid().toString(),
            tools.sh().toString(),
            "-c",
            script,
            "croft-watch",
            MARK + "=" + worker + "-");
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  /** Found by session, which the outermost program leads, and by the mark. */
  private record Session(Cell cell, long leader, String mark) implements ProcessTree {

    @Override
    public List<ProcessHandle> members() {
      return ProcFs.find(
              pid ->
                  pid != leader
                      && ProcFs.isRunning(pid)
                      && (ProcFs.session(pid) == leader || ProcFs.environmentContains(pid, mark)))
          .stream()
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .toList();
    }

    @Override
    public void kill() {
      members().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public boolean gone() {
      return members().isEmpty();
    }

    @Override
    public boolean commandRan(int code) throws IOException {
      return StatusFile.read(cell.status()).firstProcess().isPresent();
    }
  }
}
