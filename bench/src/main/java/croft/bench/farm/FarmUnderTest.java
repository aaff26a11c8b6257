package croft.bench.farm;

import croft.bench.report.Line;
import croft.protocol.client.FarmClient;
import croft.protocol.client.ProjectClient;
import croft.store.observe.DatabaseProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A new farm, durable, in other processes: an embedded database and one server or more. Tells what
 * they cost. Not thread-safe; its clients are.
 */
public final class FarmUnderTest implements AutoCloseable {
  private static final String PROJECT = "default";
  private static final int DURABLE_COMMITS = 200;

  private final Path folder;
  private final List<ServerUnderTest> servers = new ArrayList<>();
  private final DatabaseProbe database;
  private final double durableCommitMs;

  private FarmUnderTest(Path folder, ServerUnderTest first) throws SQLException {
    this.folder = folder;
    servers.add(first);
    List<String> access = first.database();
    this.database = new DatabaseProbe(access.get(0), access.get(1), access.get(2));
    this.durableCommitMs = database.durableCommitMs(DURABLE_COMMITS);
  }

  /** Starts one with one server, and measures what a durable commit takes here and now. */
  public static FarmUnderTest start() throws IOException, SQLException {
    Path folder = Files.createTempDirectory("croft-bench-");
    return new FarmUnderTest(
        folder, ServerUnderTest.start(List.of(folder.resolve("server-0").toString())));
  }

  /** One more server on the same database and contents. */
  public ServerUnderTest addServer() throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(folder.resolve("server-" + servers.size()).toString());
    arguments.add(folder.resolve("server-0").toString());
    arguments.addAll(first().database());
    ServerUnderTest server = ServerUnderTest.start(arguments);
    servers.add(server);
    return server;
  }

  /** The server that brought the database along: it must not be killed. */
  public ServerUnderTest first() {
    return servers.getFirst();
  }

  public List<ServerUnderTest> servers() {
    return List.copyOf(servers);
  }

  /** A client of the first server. */
  public FarmClient client() {
    return first().client();
  }

  /** The default project at the first server. */
  public ProjectClient project() {
    return client().project(PROJECT);
  }

  public DatabaseProbe database() {
    return database;
  }

  /** URL, user and password of the database, for who looks at it alone. */
  public List<String> databaseAccess() {
    return first().database();
  }

  /** A folder that goes away with the farm. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /**
   * What has been used up to now.
   *
   * @param serverCpuSeconds of all servers that still run
   * @param othersCpuSeconds of whatever else runs on this machine, this program left out
   * @param nanos when that was
   */
  public record Usage(
      double serverCpuSeconds,
      double databaseCpuSeconds,
      double othersCpuSeconds,
      long walBytes,
      long nanos) {
    public Usage since(Usage before) {
      return new Usage(
          serverCpuSeconds - before.serverCpuSeconds,
          databaseCpuSeconds - before.databaseCpuSeconds,
          othersCpuSeconds - before.othersCpuSeconds,
          walBytes - before.walBytes,
          nanos - before.nanos);
    }

    /** Adds the cost of each of so many jobs. */
    public Line perJob(Line line, long jobs) {
      return line.put("serverCpuUsPerJob", serverCpuSeconds * 1e6 / jobs)
          .put("databaseCpuUsPerJob", databaseCpuSeconds * 1e6 / jobs)
          .put("walBytesPerJob", Math.round((double) walBytes / jobs));
    }

    /** How many of the machine's processors others had meanwhile: 0 where it was quiet. */
    public double othersBusyCores() {
      return othersCpuSeconds * 1e9 / nanos;
    }

    /** Adds how much others disturbed. */
    public Line disturbance(Line line) {
      return line.put("othersBusyCores", othersBusyCores());
    }
  }

  public Usage usage() throws IOException, SQLException {
    double server = 0;
    for (ServerUnderTest each : servers) {
      server += ProcFs.cpuSeconds(each.pid(), false);
    }
    double postgres = ProcFs.treeCpuSeconds(first().postmaster());
    double own = ProcFs.cpuSeconds(ProcessHandle.current().pid(), false);
    return new Usage(
        server,
        postgres,
        ProcFs.machineCpuSeconds() - server - postgres - own,
        database.walBytes(),
        System.nanoTime());
  }

  /** Adds what the numbers depend on: memory, durability, and how fast this machine's disk is. */
  public Line machine(Line line) throws IOException, SQLException {
    return line.put("serverRssMb", Math.round(ProcFs.peakRssMb(first().pid())))
        .put("serverHeapMaxMb", ServerUnderTest.HEAP_MB)
        .put("fsync", database.setting("fsync"))
        .put("durableCommitMs", durableCommitMs);
  }

  public double durableCommitMs() {
    return durableCommitMs;
  }

  @Override
  public void close() throws IOException, SQLException {
    database.close();
    for (ServerUnderTest server : servers.reversed()) {
      server.close();
    }
    Folders.delete(folder);
  }
}
