package croft.testing.harness;

import croft.protocol.client.FarmClient;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.Retries;
import croft.protocol.problem.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A farm of processes: a server with its own database and workers, each of which can be killed.
 * What it started ends with it. For one test thread.
 */
public final class FarmHarness implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Path folder;
  private final Path data;
  private final int port;
  private final Duration lease;
  private final FarmClient client;
  private final Map<String, Child> workers = new LinkedHashMap<>();
  private Child server;

  private FarmHarness(Path folder, int port, Duration lease) throws IOException {
    this.folder = folder;
    this.data = Files.createDirectory(folder.resolve("data"));
    this.port = port;
    this.lease = lease;
    this.server = serve();
    this.client = FarmClient.at(url()).token(token()).retries(Retries.NONE).build();
  }

  /** Starts a server, and no worker. */
  public static FarmHarness start(Duration lease) throws IOException {
    // Jobs may run as other users, and write beside the farm's data.
    Path folder =
        Files.createTempDirectory(
            "croft-crash-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    return new FarmHarness(folder, port, lease);
  }

  private Child serve() throws IOException {
    return Child.start(
        ServerChild.class,
        folder.resolve("server.log"),
        data.toString(),
        Integer.toString(port),
        lease.toString());
  }

  /** Where the server is. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The token that may do everything. */
  public String token() throws IOException {
    return Files.readString(tokenFile()).strip();
  }

  private Path tokenFile() throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(file -> file.getFileName().toString().contains("token"))
          .findFirst()
          .orElseThrow(() -> new IOException("no token below " + data));
    }
  }

  /** A client that tries each call once. */
  public FarmClient client() {
    return client;
  }

  public ProjectClient project() {
    return client.project("default");
  }

  /** An empty file that jobs can append to. */
  public Path openFile(String name) throws IOException {
    Path file = Files.createFile(folder.resolve(name));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  public void startWorker(String name, int slots) throws IOException {
    startWorker(name, slots, url());
  }

  /** Starts a worker that speaks to the farm through something else. */
  public void startWorker(String name, int slots, URI through) throws IOException {
    Path place = Files.createDirectories(folder.resolve("workers"));
    workers.put(
        name,
        Child.start(
            WorkerChild.class,
            folder.resolve("worker-" + name + ".log"),
            through.toString(),
            tokenFile().toString(),
            place.resolve(name).toString(),
            name,
            Integer.toString(slots)));
  }

  /** The data folder of a worker. */
  public Path workerFolder(String name) {
    return folder.resolve("workers").resolve(name);
  }

  /** Tells a worker to end, and waits for that. */
  public void endWorker(String name) throws IOException {
    worker(name).close();
  }

  public void killWorker(String name) throws InterruptedException {
    worker(name).kill();
  }

  /** Stops a worker as it is (SIGSTOP): it neither runs nor ends. */
  public void freezeWorker(String name) throws IOException, InterruptedException {
    worker(name).signal("STOP");
  }

  /** Lets it go on (SIGCONT). */
  public void thawWorker(String name) throws IOException, InterruptedException {
    worker(name).signal("CONT");
  }

  private Child worker(String name) {
    Child worker = workers.get(name);
    if (worker == null) {
      throw new IllegalArgumentException("no worker " + name);
    }
    return worker;
  }

  /** Kills the server; its database is left behind. */
  public void killServer() throws InterruptedException {
    server.kill();
  }

  /** Starts the server again, on the same port and data. */
  public void restartServer() throws IOException {
    if (server.isAlive()) {
      throw new IllegalStateException("the server still runs");
    }
    server = serve();
  }

  /** Kills PostgreSQL's first process; the answer is its id. */
  public long killDatabase() throws IOException {
    long pid = databasePid().orElseThrow(() -> new IOException("PostgreSQL does not run"));
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    return pid;
  }

  /** The id of PostgreSQL's first process, as its own file says. */
  public Optional<Long> databasePid() throws IOException {
    Path postgres = data.resolve("postgres");
    if (!Files.exists(postgres)) {
      return Optional.empty();
    }
    Optional<Path> file;
    try (Stream<Path> files =
        Files.find(postgres, 3, (path, _) -> path.endsWith("postmaster.pid"))) {
      file = files.findFirst();
    }
    if (file.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file.get());
    return lines.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(lines.getFirst()));
  }

  /** A question to the farm. */
  @FunctionalInterface
  public interface Question<T> {
    T ask() throws IOException, InterruptedException;
  }

  /**
   * Asks until the answer is as wanted. That the farm is away, or not able to answer, is no answer.
   *
   * @throws AssertionError with the last answer and the ends of all logs, when time is over
   */
  public <T> T await(String what, Duration within, Question<T> question, Predicate<T> wanted)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    String last = "nothing";
    while (System.nanoTime() < end) {
      try {
        T answer = question.ask();
        if (wanted.test(answer)) {
          return answer;
        }
        last = String.valueOf(answer);
      } catch (ProblemException e) {
        if (e.problem().status() < 500) {
          throw e;
        }
        last = e.problem().text();
      } catch (IOException e) {
        last = e.toString();
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
    throw new AssertionError(
        "not within %s: %s; last answer: %s%n%s".formatted(within, what, last, logs()));
  }

  /** The ends of all logs. */
  public String logs() throws IOException {
    StringBuilder all = new StringBuilder(server.logTail());
    for (Child worker : workers.values()) {
      all.append('\n').append(worker.logTail());
    }
    return all.toString();
  }

  @Override
  public void close() throws IOException {
    client.close();
    for (Child worker : workers.values()) {
      worker.close();
    }
    server.close();
    Optional<Long> left = databasePid();
    if (left.isPresent()) {
      ProcessHandle.of(left.get()).ifPresent(ProcessHandle::destroyForcibly);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
