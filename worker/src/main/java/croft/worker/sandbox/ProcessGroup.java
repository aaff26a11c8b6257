package croft.worker.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * No isolation: jobs are plain processes of the worker's user, in a session of their own. For
 * trusted jobs only. Their processes are found by session, and by a variable in their environment
 * when they left it; one that leaves its session <em>and</em> clears its environment is not found.
 */
public final class ProcessGroup implements Sandbox, AutoCloseable {

  private static final String MARK = "CROFT_CELL";

  // First victim when memory runs out, its folder, its limits. The shells differ in their letter
  // for
  // processes. Files are counted in blocks of 512 bytes (POSIX).
  private static final String SETUP =
      """
      { echo 500 >/proc/self/oom_score_adj; } 2>/dev/null
      cd "$1" && ulimit -d "$2" && ulimit -n "$4" && ulimit -f "$5" && ulimit -c 0 || exit 125
      ulimit -u "$3" 2>/dev/null || ulimit -p "$3" || exit 125
      unset OLDPWD
      shift 5
      exec "$@"
      """;

  private final Launcher launcher;
  private final Tools tools;
  private final Optional<Libc> libc;
  private final JobLimits.HardLimits hard;
  private final String worker = UUID.randomUUID().toString();
  private final AtomicLong cells = new AtomicLong();
  private final Process watch;

  public ProcessGroup(Launcher launcher) throws IOException {
    this(launcher, Libc.find());
  }

  /**
   * @param libc starts the jobs; without it, the system's programs do, at three times the price
   */
  ProcessGroup(Launcher launcher, Optional<Libc> libc) throws IOException {
    this.launcher = launcher;
    this.libc = libc;
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
    Process top =
        libc.isPresent() ? spawn(libc.get(), cell, limits, mark) : launch(cell, limits, mark);
    return new SandboxedProcess(top, new Session(cell, top.pid(), System.nanoTime(), mark), cell);
  }

  private Process spawn(Libc libc, Cell cell, JobLimits limits, String mark) throws IOException {
    JobLimits lowered = limits.lowered(hard);
    List<String> command = new ArrayList<>();
    command.addAll(List.of(tools.sh().toString(), "-c", SETUP, "croft-job"));
    command.add(cell.work().toString());
    command.add(Long.toString(lowered.dataBytes() >> 10));
    command.add(Long.toString(lowered.processes()));
    command.add(Long.toString(lowered.openFiles()));
    command.add(Long.toString(lowered.fileBytes() >> 9));
    command.addAll(OuterCommand.counted(tools, cell.launch().toString()));
    return SpawnedProcess.start(
        libc, command, List.of("PATH=" + OuterCommand.PATH, mark), cell.notes(), cell.status());
  }

  private Process launch(Cell cell, JobLimits limits, String mark) throws IOException {
    List<String> command = OuterCommand.measured(tools, limits, hard, cell.launch().toString());
    ProcessBuilder builder = OuterCommand.around(tools, cell, command);
    builder.directory(cell.work().toFile());
    builder.environment().put(MARK, mark.substring(MARK.length() + 1));
    return launcher.start(builder);
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
    builder.environment().put("PATH", OuterCommand.PATH);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  /** Found by session, which the outermost program leads, and by the mark. */
  private record Session(Cell cell, long leader, long startNanos, String mark)
      implements ProcessTree {

    @Override
    public List<ProcessHandle> members() {
      return ProcFs.findSince(
              leader,
              System.nanoTime() - startNanos,
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
