package croft.store.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that belongs to this program: {@link #start} brings it up on a data
 * directory, {@link #stop} takes it down. It listens on 127.0.0.1 only, with a random password.
 *
 * <p>Everything that was committed survives a kill of this program, of PostgreSQL, or of both. A
 * server that an earlier, killed program left behind is taken over when it is healthy, else
 * stopped. A server that dies is started again, on the same port, so that {@link #jdbcUrl} stays
 * true.
 *
 * <p>Safe for use by many threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

  /** Recovery after a crash replays up to 2 GB of WAL, which a slow disk needs minutes for. */
  private static final Duration START_WITHIN = Duration.ofMinutes(5);

  /** A fast stop writes a checkpoint: at most the shared buffers, to a slow disk. */
  private static final Duration STOP_FAST_WITHIN = Duration.ofSeconds(30);

  private static final Duration STOP_IMMEDIATE_WITHIN = Duration.ofSeconds(10);

  /** How long a dead server's children may take to notice. */
  private static final Duration CHILDREN_GONE_WITHIN = Duration.ofSeconds(5);

  /** Another program can take a free port between our look and PostgreSQL's. */
  private static final int PORT_ATTEMPTS_MAX = 5;

  /**
   * Between two starts of a server that dies again and again, or cannot start: it may be that a
   * full disk is freed, so there is no last one.
   */
  private static final Duration RESTART_REST_MIN = Duration.ofSeconds(1);

  private static final Duration RESTART_REST_MAX = Duration.ofSeconds(15);

  /** A server that ran for so long had no trouble to start. */
  private static final Duration RESTART_GOOD = Duration.ofMinutes(1);

  private static final Duration LOG_TRIM_INTERVAL = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final Options options;
  private final DirectoryLock lock;
  private final String password;
  private @Nullable Thread stopOnExit;
  private volatile Postmaster postmaster;
  private volatile boolean stopped;

  private EmbeddedPostgres(
      Cluster cluster, Options options, DirectoryLock lock, String password, Postmaster started) {
    this.cluster = cluster;
    this.options = options;
    this.lock = lock;
    this.password = password;
    this.postmaster = started;
  }

  /**
   * Starts the server, and returns when it accepts connections and its durability is verified.
   *
   * @param dataDirectory made if it does not exist; used by one program at a time
   * @throws EmbeddedPostgresException when it cannot be started; the message says what to do
   */
  public static EmbeddedPostgres start(Path dataDirectory, Options options) {
    try {
      Path directory = createDirectory(dataDirectory);
      DirectoryLock lock = DirectoryLock.take(directory);
      try {
        EmbeddedPostgres server = start(directory, options, lock);
        server.watch();
        return server;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (AccessDeniedException e) {
      throw new EmbeddedPostgresException(
          "PostgreSQL's data directory %s cannot be used: %s may not be read or written by this user. Change its owner, or choose another data directory."
              .formatted(dataDirectory, e.getFile()),
          e);
    } catch (FileSystemException e) {
      throw new EmbeddedPostgresException(
          "PostgreSQL's data directory %s cannot be used: %s. Free or repair the disk, or choose another data directory."
              .formatted(dataDirectory, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "PostgreSQL could not be started in %s: %s".formatted(dataDirectory, e.getMessage()), e);
    }
  }

  private static EmbeddedPostgres start(Path directory, Options options, DirectoryLock lock)
      throws IOException {
    RunAs user = RunAs.forCluster(directory, directory.resolve("cluster"));
    Cluster cluster = new Cluster(directory, user, binaries(directory, options, user));
    if (user.switching()) {
      cluster.requireReachableBinaries();
    }
    new ServerLog(cluster.log()).trim();
    if (!cluster.exists()) {
      cluster.initialise(options.durable());
    }
    cluster.requireSameMajorVersion();
    boolean changed =
        cluster.configure(Settings.merged(cluster.binaries().major(), options.settings()));
    String password = cluster.password();
    Postmaster started = adoptOrStart(cluster, options, password, changed);
    cluster.remember("port", String.valueOf(started.port()));
    return new EmbeddedPostgres(cluster, options, lock, password, started);
  }

  private static PostgresBinaries binaries(Path directory, Options options, RunAs user)
      throws IOException {
    if (options.installed() != null) {
      return PostgresBinaries.installed(options.installed());
    }
    Path programs = options.programs() == null ? Programs.folder(directory) : options.programs();
    return PostgresBinaries.unpack(programs, user.switching());
  }

  private static Postmaster adoptOrStart(
      Cluster cluster, Options options, String password, boolean changed) throws IOException {
    Optional<Postmaster> orphan = Postmaster.running(cluster);
    if (orphan.isPresent()) {
      Postmaster found = orphan.get();
      log.info("found PostgreSQL (process {}) of a program that was killed", found.pid());
      boolean sameProgram =
          Postmaster.program(found.pid()).equals(cluster.binaries().postgres().toString());
      boolean samePort = options.port() == 0 || options.port() == found.port();
      if (!changed && sameProgram && samePort && !found.stopping()) {
        try {
          Postmaster ready = awaitReady(cluster, found.pid(), 0);
          Verification.verify(cluster, ready, password, options.durable());
          return ready;
        } catch (EmbeddedPostgresException e) {
          log.warn(
              "PostgreSQL (process {}) is not fit to be taken over: {}",
              found.pid(),
              e.getMessage());
        }
      }
      stop(cluster, found.pid());
    }
    clearRemains(cluster);
    return startNew(cluster, options, password, options.port());
  }

  private static Postmaster startNew(
      Cluster cluster, Options options, String password, int wantedPort) throws IOException {
    int port = wantedPort == 0 ? Ports.free(cluster) : wantedPort;
    for (int attempt = 1; ; attempt++) {
      if (wantedPort != 0 && !Ports.isFree(port)) {
        throw new EmbeddedPostgresException(
            "Port %d on 127.0.0.1 is taken by another program. Choose another port for PostgreSQL, or 0 for any free one."
                .formatted(port));
      }
      long logged = new ServerLog(cluster.log()).size();
      Process process = cluster.serve(port, options.durable());
      try {
        Postmaster ready = awaitReady(cluster, process.pid(), logged);
        Verification.verify(cluster, ready, password, options.durable());
        return ready;
      } catch (PortTakenException e) {
        if (attempt == PORT_ATTEMPTS_MAX || wantedPort != 0) {
          throw new EmbeddedPostgresException(
              "PostgreSQL could not listen on 127.0.0.1, port %d.".formatted(port), e);
        }
        port = Ports.any();
      } catch (RuntimeException e) {
        stop(cluster, process.pid());
        throw e;
      }
    }
  }

  /** The port was free when we looked, and was not when PostgreSQL did. */
  private static final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static Postmaster awaitReady(Cluster cluster, long pid, long logged) throws IOException {
    long end = System.nanoTime() + START_WITHIN.toNanos();
    while (true) {
      Optional<Postmaster> now = Postmaster.read(cluster).filter(p -> p.pid() == pid);
      if (now.isPresent() && now.get().ready()) {
        return now.get();
      }
      if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
        String said = new ServerLog(cluster.log()).since(logged);
        if (said.contains("could not bind")) {
          throw new PortTakenException();
        }
        throw new EmbeddedPostgresException(
            "PostgreSQL ended while it started. %s\n(the whole log: %s)"
                .formatted(ServerLog.explain(said), cluster.log()));
      }
      if (System.nanoTime() > end) {
        throw new EmbeddedPostgresException(
            "PostgreSQL (process %d) was not ready after %s. Its log may say why: %s"
                .formatted(pid, START_WITHIN, cluster.log()));
      }
      Pause.shortly();
    }
  }

  /**
   * Makes way for a new server after one that died. Its children end by themselves; while one
   * lives, it may still write, so the file that guards against that stays until none does.
   */
  private static void clearRemains(Cluster cluster) throws IOException {
    if (!Postmaster.gone(cluster, CHILDREN_GONE_WITHIN)) {
      for (long pid : Postmaster.processes(cluster)) {
        log.warn("killing process {}, left over from a PostgreSQL that died", pid);
        Postmaster.signal(pid, "KILL");
      }
      if (!Postmaster.gone(cluster, CHILDREN_GONE_WITHIN)) {
        throw new EmbeddedPostgresException(
            "Processes of an earlier PostgreSQL do not end: %s. Stop them, then start again."
                .formatted(Postmaster.processes(cluster)));
      }
    }
    // Now stale for certain. Left there, it would stop the start when its process id has been
    // given to some other program of the same user.
    Files.deleteIfExists(Postmaster.file(cluster));
  }

  private static void stop(Cluster cluster, long pid) throws IOException {
    if (Postmaster.belongsTo(pid, cluster)) {
      Postmaster.signal(pid, "INT");
      if (Postmaster.gone(cluster, STOP_FAST_WITHIN)) {
        return;
      }
      log.warn("PostgreSQL (process {}) did not stop within {}", pid, STOP_FAST_WITHIN);
      Postmaster.signal(pid, "QUIT");
      if (!Postmaster.gone(cluster, STOP_IMMEDIATE_WITHIN)) {
        for (long process : Postmaster.processes(cluster)) {
          Postmaster.signal(process, "KILL");
        }
      }
    }
  }

  /** Starts the server again when it dies, and keeps its log bounded. */
  private void watch() {
    Thread.ofVirtual()
        .name("postgres-watch")
        .start(
            () -> {
              int failures = 0;
              long started = System.nanoTime();
              while (!stopped) {
                try {
                  if (exitedWithin(postmaster.pid(), LOG_TRIM_INTERVAL)) {
                    boolean ranWell = System.nanoTime() - started > RESTART_GOOD.toNanos();
                    failures = ranWell ? 0 : failures;
                    Pause.of(restBefore(failures++));
                    started = System.nanoTime();
                    restart();
                  } else {
                    new ServerLog(cluster.log()).trim();
                  }
                } catch (IOException | RuntimeException e) {
                  log.error("cannot look after PostgreSQL: {}", e.getMessage(), e);
                }
              }
            });
    if (options.stopOnExit()) {
      Thread hook = new Thread(this::stop, "postgres-stop");
      stopOnExit = hook;
      Runtime.getRuntime().addShutdownHook(hook);
    }
  }

  private static boolean exitedWithin(long pid, Duration time) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      return true;
    }
    try {
      var _ = process.get().onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while watching PostgreSQL", e);
    }
  }

  /** None before the first of several starts: a farm waits for it. */
  private static Duration restBefore(int failures) {
    if (failures == 0) {
      return Duration.ZERO;
    }
    Duration doubled = RESTART_REST_MIN.multipliedBy(1L << Math.min(failures - 1, 10));
    return doubled.compareTo(RESTART_REST_MAX) < 0 ? doubled : RESTART_REST_MAX;
  }

  private synchronized void restart() throws IOException {
    if (stopped) {
      return;
    }
    log.warn("PostgreSQL (process {}) died; starting it again", postmaster.pid());
    clearRemains(cluster);
    postmaster = startNew(cluster, options, password, postmaster.port());
    log.info("PostgreSQL runs again (process {})", postmaster.pid());
  }

  /** How to reach a server's farm database. */
  public record Access(String jdbcUrl, String user, String password) {}

  /** How to reach this server's. */
  public Access access() {
    return new Access(jdbcUrl(), user(), password());
  }

  /**
   * How to reach the server that another program runs in a data directory.
   *
   * @return empty if none is known there; one that is known may have ended meanwhile
   */
  public static Optional<Access> running(Path dataDirectory) {
    try {
      if (!Files.exists(dataDirectory.resolve("cluster").resolve("postmaster.pid"))) {
        return Optional.empty();
      }
      int port = Integer.parseInt(Files.readString(dataDirectory.resolve("port")).strip());
      String password = Files.readString(dataDirectory.resolve("password")).strip();
      return Optional.of(new Access(Verification.url(port), Cluster.ROLE, password));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Where JDBC finds the farm's database. */
  public String jdbcUrl() {
    return Verification.url(postmaster.port());
  }

  /** The role that owns the farm's database; it may create databases, and is no superuser. */
  public String user() {
    return Cluster.ROLE;
  }

  public String password() {
    return password;
  }

  public int port() {
    return postmaster.port();
  }

  /** The server's process id. Changes when the server had to be started again. */
  public long pid() {
    return postmaster.pid();
  }

  /** Whether the server's process runs. */
  public boolean isAlive() {
    return Postmaster.belongsTo(postmaster.pid(), cluster);
  }

  /** The file that holds what PostgreSQL says. */
  public Path log() {
    return cluster.log();
  }

  /**
   * Stops the server: open transactions are rolled back, everything committed is on disk. At once
   * when it takes too long; the next start then recovers. Repeating it does nothing.
   */
  public synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    try {
      stop(cluster, postmaster.pid());
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "PostgreSQL (process %d) could not be stopped: %s"
              .formatted(postmaster.pid(), e.getMessage()),
          e);
    } finally {
      lock.close();
      removeHook();
    }
  }

  private void removeHook() {
    Thread hook = stopOnExit;
    if (hook != null && Thread.currentThread() != hook) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // This program is ending already: the hook finds that there is nothing left to do.
      }
    }
  }

  /** The same as {@link #stop}. */
  @Override
  public void close() {
    stop();
  }

  /** For tests: the server dies, and the watch brings it back. */
  public void kill() {
    ProcessHandle.of(postmaster.pid()).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** For tests: the server dies, and nobody brings it back. */
  public synchronized void killForGood() throws IOException {
    stopped = true;
    kill();
    lock.close();
    removeHook();
    if (!Postmaster.gone(cluster, CHILDREN_GONE_WITHIN)) {
      throw new EmbeddedPostgresException(
          "Processes of a killed PostgreSQL do not end: " + Postmaster.processes(cluster));
    }
  }

  private static Path createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          Objects.requireNonNullElse(directory.toAbsolutePath().getParent(), directory));
      // Others may enter, but see nothing: what is inside is for its owners only.
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    }
    return directory.toRealPath();
  }
}
