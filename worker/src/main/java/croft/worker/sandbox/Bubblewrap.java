package croft.worker.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Own namespaces for each job, by the program {@code bwrap}: its processes see themselves only, the
 * system's folders read-only, private {@code /tmp} and {@code /dev}, and one folder to write to.
 * They end all at once, because the kernel ends a process namespace with its first process.
 *
 * <p>As root, each slot has its own user id, so that limits per user are limits per job, and no job
 * can touch another's files. As a plain user the kernel counts per user namespace, which each job
 * has anyway.
 */
public final class Bubblewrap implements Sandbox {

  /** Folders of the operating system that jobs may read. */
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/usr"),
          Path.of("/bin"),
          Path.of("/sbin"),
          Path.of("/lib"),
          Path.of("/lib32"),
          Path.of("/lib64"),
          Path.of("/libx32"),
          Path.of("/etc"),
          Path.of("/opt"),
          Path.of("/nix"));

  private static final View VIEW = new View("/work", "/tmp", "/croft", "/cache");

  private final Launcher launcher;
  private final Tools tools;
  private final Path program;
  private final SandboxOptions options;
  private final JobLimits.HardLimits hard;
  private final OptionalInt firstUid;

  private Bubblewrap(
      Launcher launcher,
      Tools tools,
      Path program,
      SandboxOptions options,
      JobLimits.HardLimits hard,
      OptionalInt firstUid) {
    this.launcher = launcher;
    this.tools = tools;
    this.program = program;
    this.options = options;
    this.hard = hard;
    this.firstUid = firstUid;
  }

  /** The outcome of {@link #detect}. */
  public sealed interface Detected {

    record Works(Bubblewrap sandbox) implements Detected {}

    /** What is missing, in words for the person who runs the worker. */
    record Fails(String reason) implements Detected {}
  }

  /** Finds out whether jobs can be isolated here, by running one with the full profile. */
  public static Detected detect(Launcher launcher, SandboxOptions options, Path scratch)
      throws IOException {
    Optional<Path> program = Tools.find("bwrap");
    if (program.isEmpty()) {
      return new Detected.Fails("bubblewrap is not installed (Debian: apt-get install bubblewrap)");
    }
    OptionalInt uid =
        (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0
            ? OptionalInt.of(options.firstUid())
            : OptionalInt.empty();
    Bubblewrap sandbox =
        new Bubblewrap(
            launcher,
            Tools.find(),
            program.get(),
            options,
            JobLimits.HardLimits.ofThisProcess(),
            uid);
    Cell cell = new Cell(scratch, 0, scratch.resolve("cache")).create();
    LaunchFile.write(cell, VIEW, "exit 42", Map.of());
    SandboxedProcess trial = sandbox.start(cell, JobLimits.withMemory(1L << 30));
    String said = new String(trial.output().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      return switch (trial.await()) {
        case Exit.Ran(int code, _) when code == 42 -> new Detected.Works(sandbox);
        case Exit.Ran(int code, _) ->
            new Detected.Fails("bubblewrap ended a trial job with " + code + ": " + said);
        case Exit.NotStarted(String reason) -> new Detected.Fails(reason);
      };
    } catch (InterruptedException e) {
      trial.kill();
      Thread.currentThread().interrupt();
      return new Detected.Fails("interrupted while trying bubblewrap");
    }
  }

  @Override
  public String isolation() {
    return "bubblewrap";
  }

  @Override
  public View view(Cell cell) {
    return VIEW;
  }

  @Override
  public SandboxedProcess start(Cell cell, JobLimits limits) throws IOException {
    if (firstUid.isPresent()) {
      int uid = firstUid.getAsInt() + cell.slot();
      giveTo(cell.work(), uid);
      if ((int) Files.getAttribute(cell.cache(), "unix:uid") != uid) {
        giveTo(cell.cache(), uid);
      }
    }
    Process top = launcher.start(OuterCommand.around(tools, cell, command(cell, limits)));
    return new SandboxedProcess(top, new Namespace(cell, top), cell);
  }

  private static void giveTo(Path folder, int uid) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private List<String> command(Cell cell, JobLimits limits) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    add(command, "--unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try");
    add(command, "--hostname croft-job --die-with-parent --new-session --clearenv");
    if (!options.network()) {
      command.add("--unshare-net");
    }
    if (firstUid.isPresent()) {
      // Just enough to become the slot's user; setpriv then drops these too.
      add(
          command,
          "--cap-drop ALL --cap-add CAP_SETUID --cap-add CAP_SETGID --cap-add CAP_SETPCAP");
    }
    for (Path folder : SYSTEM) {
      if (Files.isSymbolicLink(folder)) {
        add(command, "--symlink", Files.readSymbolicLink(folder).toString(), folder.toString());
      } else if (Files.isDirectory(folder)) {
        add(command, "--ro-bind", folder.toString(), folder.toString());
      }
    }
    addResolver(command);
    for (Path path : options.readOnly()) {
      add(command, "--ro-bind-try", path.toString(), path.toString());
    }
    for (Path path : options.hidden()) {
      // Only what lies below a visible folder needs hiding; a mount needs a place to be made at.
      if (isVisible(path) && Files.isDirectory(path)) {
        add(command, "--tmpfs", path.toString(), "--remount-ro", path.toString());
      } else if (isVisible(path) && Files.exists(path)) {
        add(command, "--ro-bind", "/dev/null", path.toString());
      }
    }
    add(command, "--proc /proc --dev /dev");
    add(command, "--perms", "1777", "--size", Long.toString(limits.shmBytes()));
    add(command, "--tmpfs /dev/shm --remount-ro /dev");
    add(command, "--perms", "1777", "--size", Long.toString(limits.tmpBytes()));
    add(command, "--tmpfs /tmp --dir /var --symlink /tmp /var/tmp --dir /run");
    add(command, "--bind", cell.work().toString(), VIEW.work());
    add(command, "--bind", cell.cache().toString(), VIEW.cache());
    add(command, "--ro-bind", cell.files().toString(), VIEW.files());
    add(command, "--remount-ro / --json-status-fd 3 --chdir /work --");
    if (firstUid.isPresent()) {
      int uid = firstUid.getAsInt() + cell.slot();
      command.add(tools.setpriv().toString());
      add(command, "--reuid=" + uid, "--regid=" + uid);
      add(command, "--clear-groups --inh-caps=-all --bounding-set=-all --");
    }
    command.addAll(OuterCommand.measured(tools, limits, hard, VIEW.files() + "/launch"));
    return command;
  }

  /** /etc/resolv.conf is a link to somewhere else on machines with systemd-resolved. */
  private static void addResolver(List<String> command) throws IOException {
    Path resolver = Path.of("/etc/resolv.conf");
    if (Files.isSymbolicLink(resolver) && Files.exists(resolver)) {
      Path real = resolver.toRealPath();
      if (SYSTEM.stream().noneMatch(real::startsWith)) {
        add(command, "--ro-bind-try", real.toString(), real.toString());
      }
    }
  }

  private boolean isVisible(Path path) {
    return SYSTEM.stream().anyMatch(path::startsWith)
        || options.readOnly().stream().anyMatch(path::startsWith);
  }

  private static void add(List<String> command, String words) {
    command.addAll(List.of(words.split(" ")));
  }

  private static void add(List<String> command, String... words) {
    command.addAll(List.of(words));
  }

  /** Ends with its first process, which dies with bwrap, which dies with the outermost program. */
  private record Namespace(Cell cell, Process top) implements ProcessTree {

    @Override
    public List<ProcessHandle> members() {
      // Below bwrap: the namespace's first process, then what measures the job, then the job.
      return top.children()
          .flatMap(ProcessHandle::children)
          .flatMap(ProcessHandle::descendants)
          .toList();
    }

    @Override
    public void kill() throws IOException {
      // Usually the death of bwrap has done it; not when bwrap died before it could ask for that.
      OptionalLong first = StatusFile.read(cell.status()).firstProcess();
      if (first.isPresent() && ProcFs.commandLine(first.getAsLong()).contains(mark())) {
        ProcessHandle.of(first.getAsLong()).ifPresent(ProcessHandle::destroyForcibly);
      }
    }

    @Override
    public boolean gone() throws IOException {
      OptionalLong first = StatusFile.read(cell.status()).firstProcess();
      if (first.isEmpty() || !ProcFs.isRunning(first.getAsLong())) {
        return true;
      }
      // An empty command line is a process that is ending, and waits for the rest of its namespace.
      String commandLine = ProcFs.commandLine(first.getAsLong());
      return !commandLine.isEmpty() && !commandLine.contains(mark());
    }

    @Override
    public boolean commandRan(int code) throws IOException {
      StatusFile status = StatusFile.read(cell.status());
      // Bubblewrap tells no exit code when it could not set up the sandbox (it ends with 1 then),
      // but neither does it when it was killed together with a job that did run.
      return status.commandEnded() || (status.firstProcess().isPresent() && code > 128);
    }

    /** Tells our process from a later one with the same number. */
    private String mark() {
      return cell.work().toString();
    }
  }
}
