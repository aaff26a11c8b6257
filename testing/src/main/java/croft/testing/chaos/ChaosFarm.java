package croft.testing.chaos;

import croft.protocol.client.FarmClient;
import croft.protocol.client.ProjectClient;
import croft.protocol.client.Retries;
import croft.server.auth.AdminToken;
import croft.server.config.Setting;
import croft.store.embedded.EmbeddedPostgres;
import croft.store.embedded.Options;
import croft.testing.harness.Child;
import croft.testing.harness.WorkerChild;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Servers on one PostgreSQL, all processes of their own, with a piece of network before each server
 * and one between each server and the database. What it started ends with it.
 */
final class ChaosFarm implements AutoCloseable {
  /** The shortest that servers take, so that rounds are short. */
  static final Duration LEASE = Duration.ofSeconds(5);

  private static final int SLOTS = 8;
  private static final Duration DATABASE_WITHIN = Duration.ofMinutes(1);

  private final Path folder;
  private final Setup setup;
  private EmbeddedPostgres postgres;
  private Path database;
  private final List<Node> servers = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final Map<String, Child> realWorkers = new LinkedHashMap<>();
  private final Journal journal;
  private int workerNumber;
  private int databaseNumber;

  /**
   * How a farm is set up.
   *
   * @param servers how many
   * @param simulated how many simulated workers
   * @param launch how servers are started
   * @param postgres how PostgreSQL is run
   * @param place folder below which all its files are, PostgreSQL's too
   */
  record Setup(int servers, int simulated, Child.Launch launch, Options postgres, Path place) {
    static Setup usual() {
      return new Setup(
          2,
          6,
          Child.Launch.USUAL,
          Options.defaults().withStopOnExit(),
          Path.of(System.getProperty("java.io.tmpdir")));
    }

    Setup with(Child.Launch other) {
      return new Setup(servers, simulated, other, postgres, place);
    }

    Setup with(Options other) {
      return new Setup(servers, simulated, launch, other, place);
    }

    Setup at(Path other) {
      return new Setup(servers, simulated, launch, postgres, other);
    }
  }

  /** A server with the network around it. */
  private static final class Node {
    final int port;
    final Path data;
    final TcpProxy front;
    final TcpProxy toDatabase;
    final FarmClient through;
    final FarmClient direct;
    Child process;

    Node(int port, Path data, TcpProxy front, TcpProxy toDatabase, String token, Child process) {
      this.port = port;
      this.data = data;
      this.front = front;
      this.toDatabase = toDatabase;
      this.through = client(front.port(), token);
      this.direct = client(port, token);
      this.process = process;
    }

    private static FarmClient client(int port, String token) {
      return FarmClient.at(URI.create("http://127.0.0.1:" + port))
          .token(token)
          .retries(Retries.NONE)
          .program("chaos")
          .build();
    }
  }

  private ChaosFarm(Path folder, Setup setup, Path database, EmbeddedPostgres postgres)
      throws IOException {
    this.folder = folder;
    this.database = database;
    this.setup = setup;
    this.postgres = postgres;
    this.journal = new Journal(folder.resolve("journal"));
  }

  static ChaosFarm start(Setup setup, long seed) throws IOException {
    Path folder =
        Files.createTempDirectory(
            setup.place(),
            "croft-chaos-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Path database = folder.resolve("postgres");
    EmbeddedPostgres postgres = EmbeddedPostgres.start(database, setup.postgres());
    ChaosFarm farm = new ChaosFarm(folder, setup, database, postgres);
    try {
      for (int number = 0; number < setup.servers(); number++) {
        farm.addServer(number);
      }
      for (int number = 0; number < setup.simulated(); number++) {
        farm.addWorker(seed + number);
      }
      return farm;
    } catch (IOException | RuntimeException e) {
      farm.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private void addServer(int number) throws IOException {
    Path data = Files.createDirectories(folder.resolve("server-" + number));
    if (number > 0) {
      Files.copy(servers.getFirst().data.resolve(AdminToken.FILE), data.resolve(AdminToken.FILE));
    }
    int port = freePort();
    TcpProxy toDatabase = TcpProxy.before(postgres.port());
    TcpProxy front = TcpProxy.before(port);
    Child process = serve(number, port, data, toDatabase, setup.launch());
    String token = Files.readString(data.resolve(AdminToken.FILE)).strip();
    servers.add(new Node(port, data, front, toDatabase, token, process));
  }

  private Child serve(int number, int port, Path data, TcpProxy toDatabase, Child.Launch launch)
      throws IOException {
    String url =
        postgres.jdbcUrl().replaceFirst("//[^/]*/", "//127.0.0.1:" + toDatabase.port() + "/");
    return Child.start(
        launch,
        ChaosServer.class,
        folder.resolve("server-" + number + ".log"),
        Setting.DATA + "=" + data,
        Setting.PORT + "=" + port,
        Setting.LEASE + "=" + LEASE,
        Setting.CONTENTS + "=" + folder.resolve("contents"),
        Setting.DATABASE_URL + "=" + url,
        Setting.DATABASE_USER + "=" + postgres.user(),
        Setting.DATABASE_PASSWORD + "=" + postgres.password());
  }

  Journal journal() {
    return journal;
  }

  Path folder() {
    return folder;
  }

  EmbeddedPostgres postgres() {
    return postgres;
  }

  /** A synchronous standby of the database; it is lost unless the farm fails over to it. */
  final class Successor {
    private final Path place;
    private final EmbeddedPostgres standby;

    /** One in a folder below another. */
    Successor(Path parent) throws IOException, InterruptedException {
      place = parent.resolve("postgres-" + ++databaseNumber);
      standby = Standby.of(postgres, database, place, setup.postgres());
    }

    /** The primary dies for good, and the standby takes over. */
    void takeOver() throws IOException, InterruptedException {
      EmbeddedPostgres dead = postgres;
      Path left = database;
      dead.killForGood();
      postgres = standby;
      database = place;
      Standby.promote(standby, place);
      for (Node node : servers) {
        node.toDatabase.retarget(standby.port());
      }
      deleteAll(left);
    }
  }

  /** Waits until the database can be written to. */
  void awaitDatabase() throws IOException, InterruptedException {
    long end = System.nanoTime() + DATABASE_WITHIN.toNanos();
    while (true) {
      try (Connection connection =
              DriverManager.getConnection(
                  postgres.jdbcUrl(), postgres.user(), postgres.password());
          Statement statement = connection.createStatement()) {
        statement.execute("create temporary table there_is_space (n int)");
        return;
      } catch (SQLException e) {
        if (System.nanoTime() > end) {
          throw new IOException("the database does not come back: " + e.getMessage(), e);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  int serverCount() {
    return servers.size();
  }

  /** Clients of all servers, each through the network before it. */
  List<FarmClient> clients() {
    return servers.stream().map(node -> node.through).toList();
  }

  /** A server's project, past the network: for who looks, not for who is looked at. */
  ProjectClient project(int number) {
    return servers.get(number).direct.project("default");
  }

  /** The network between workers and a server. */
  TcpProxy front(int number) {
    return servers.get(number).front;
  }

  /** The network between a server and the database. */
  TcpProxy toDatabase(int number) {
    return servers.get(number).toDatabase;
  }

  long serverPid(int number) {
    return servers.get(number).process.pid();
  }

  void killServer(int number) throws InterruptedException {
    servers.get(number).process.kill();
  }

  /** Tells a server to end, and waits for that. */
  void endServer(int number) throws IOException {
    servers.get(number).process.close();
  }

  void restartServer(int number) throws IOException {
    restartServer(number, setup.launch());
  }

  void restartServer(int number, Child.Launch launch) throws IOException {
    Node node = servers.get(number);
    node.process = serve(number, node.port, node.data, node.toDatabase, launch);
  }

  /** How servers are started usually. */
  Child.Launch launch() {
    return setup.launch();
  }

  void signalServer(int number, String signal) throws IOException, InterruptedException {
    servers.get(number).process.signal(signal);
  }

  /** One more simulated worker. */
  SimulatedWorker addWorker(long seed) {
    SimulatedWorker worker =
        new SimulatedWorker(
            "sim-" + workerNumber++,
            clients(),
            journal,
            seed,
            SLOTS,
            LEASE.dividedBy(4).toMillis());
    workers.add(worker);
    return worker;
  }

  List<SimulatedWorker> workers() {
    return workers;
  }

  /** Starts a real worker of the pool {@code real}, or that of the same name again. */
  void startRealWorker(String name, Child.Launch launch) throws IOException {
    realWorkers.put(
        name,
        Child.start(
            launch,
            WorkerChild.class,
            folder.resolve("worker-" + name + ".log"),
            "http://127.0.0.1:" + servers.getFirst().front.port(),
            servers.getFirst().data.resolve(AdminToken.FILE).toString(),
            Files.createDirectories(folder.resolve("workers")).resolve(name).toString(),
            name,
            "4"));
  }

  Child realWorker(String name) {
    Child worker = realWorkers.get(name);
    if (worker == null) {
      throw new IllegalArgumentException("no worker " + name);
    }
    return worker;
  }

  /** The ends of all logs. */
  String logs() {
    StringBuilder all = new StringBuilder();
    try {
      for (Node node : servers) {
        all.append(node.process.logTail()).append('\n');
      }
    } catch (IOException e) {
      all.append(e);
    }
    return all.toString();
  }

  @Override
  public void close() throws IOException {
    for (SimulatedWorker worker : workers) {
      worker.die();
    }
    for (Child worker : realWorkers.values()) {
      worker.close();
    }
    for (Node node : servers) {
      node.through.close();
      node.direct.close();
      node.process.close();
      node.front.close();
      node.toDatabase.close();
    }
    postgres.close();
    journal.close();
    if (Boolean.getBoolean("croft.chaos.keep")) {
      System.err.println("kept: " + folder);
      return;
    }
    deleteAll(folder);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
