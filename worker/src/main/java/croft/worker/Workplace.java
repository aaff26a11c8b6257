package croft.worker;

import croft.worker.attempt.RunSettings;
import croft.worker.files.DigestCache;
import croft.worker.files.FolderTree;
import croft.worker.sandbox.Bubblewrap;
import croft.worker.sandbox.Launcher;
import croft.worker.sandbox.ProcessGroup;
import croft.worker.sandbox.Sandbox;
import croft.worker.sandbox.SandboxOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A worker's place on its machine: its data folder, which no other worker may use meanwhile, and
 * the way in which it isolates jobs.
 */
final class Workplace implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Workplace.class.getName());

  /** Of the free space, for inputs and bundles that are kept. */
  private static final int CACHE_SHARE = 10;

  private static final long CACHE_BYTES_MAX = 20L << 30;

  private final Path data;
  private final FileChannel lock;
  private final Machine machine;
  private final Launcher launcher;
  private final Sandbox sandbox;
  private final DigestCache cache;
  private final Spool spool;

  private Workplace(
      Path data, FileChannel lock, Machine machine, Launcher launcher, Sandbox sandbox)
      throws IOException {
    this.data = data;
    this.lock = lock;
    this.machine = machine;
    this.launcher = launcher;
    this.sandbox = sandbox;
    long free = Files.getFileStore(data).getUsableSpace();
    this.cache =
        new DigestCache(data.resolve("cache"), Math.min(free / CACHE_SHARE, CACHE_BYTES_MAX));
    this.spool = new Spool(data.resolve("spool"));
  }

  static Workplace open(WorkerConfig config) throws IOException {
    Path data = config.data();
    Files.createDirectories(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    FileChannel lock = lock(data);
    Launcher launcher = new Launcher();
    try {
      // What an earlier process left: its attempts are lost, and its processes are dead.
      FolderTree.delete(data.resolve("attempts"));
      Files.createDirectories(data.resolve("attempts"));
      Machine machine = Machine.detect();
      Sandbox sandbox = sandbox(config, machine, launcher);
      return new Workplace(data, lock, machine, launcher, sandbox);
    } catch (IOException | RuntimeException e) {
      launcher.close();
      lock.close();
      throw e;
    }
  }

  private static FileChannel lock(Path data) throws IOException {
    FileChannel channel =
        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IOException(
          "Another worker uses the folder " + data + ". Give this one a folder of its own.");
    }
    return channel;
  }

  private static Sandbox sandbox(WorkerConfig config, Machine machine, Launcher launcher)
      throws IOException {
    WorkerConfig.Jobs jobs = config.jobs();
    if (jobs.isolation() == WorkerConfig.IsolationChoice.NONE) {
      return new ProcessGroup(launcher);
    }
    List<Path> readOnly = new ArrayList<>(machine.jdks().values());
    readOnly.addAll(jobs.readOnly());
    List<Path> hidden = new ArrayList<>(jobs.hidden());
    hidden.add(config.data());
    return switch (Bubblewrap.detect(
        launcher,
        new SandboxOptions(jobs.network(), readOnly, hidden, jobs.firstUid()),
        config.data().resolve("attempts/trial"))) {
      case Bubblewrap.Detected.Works(Bubblewrap bubblewrap) -> bubblewrap;
      case Bubblewrap.Detected.Fails(String reason) -> {
        if (jobs.isolation() == WorkerConfig.IsolationChoice.BUBBLEWRAP) {
          throw new IOException("Jobs cannot be isolated: " + reason + ".");
        }
        LOG.log(Level.WARNING, "jobs are not isolated, run trusted ones only: {0}", reason);
        yield new ProcessGroup(launcher);
      }
    };
  }

  Machine machine() {
    return machine;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  DigestCache cache() {
    return cache;
  }

  Spool spool() {
    return spool;
  }

  RunSettings runSettings(WorkerConfig config) {
    Map<String, String> environment = new TreeMap<>(machine.environment());
    environment.putAll(config.jobs().environment());
    return new RunSettings(
        data.resolve("attempts"),
        data.resolve("caches"),
        environment,
        config.jobs().memoryBytes(machine, config.slots()),
        config.jobs().grace(),
        croft.protocol.Limits.LOG_MAX);
  }

  /** Found and given labels together. */
  List<String> labels(WorkerConfig config) {
    TreeSet<String> all = new TreeSet<>(machine.labels());
    all.add("isolation=" + sandbox.isolation());
    all.addAll(config.labels());
    return List.copyOf(all);
  }

  /** The disk is nearly full: drops what can be brought again. */
  void makeRoom() {
    cache.clear();
  }

  @Override
  public void close() {
    if (sandbox instanceof ProcessGroup group) {
      group.close();
    }
    launcher.close();
    try {
      lock.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the lock could not be closed", e);
    }
  }
}
