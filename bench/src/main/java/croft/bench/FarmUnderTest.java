package croft.bench;

import croft.protocol.client.FarmClient;
import croft.store.observe.DatabaseProbe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A farm in other processes, and what it costs: processor time, log, memory. */
final class FarmUnderTest implements AutoCloseable {
  /** What the server's heap is limited to. */
  static final int HEAP_MB = 512;

  private static final double TICKS_PER_SECOND = 100;

  private final Process process;
  private final Path data;
  private final long postmaster;
  private final FarmClient client;
  private final DatabaseProbe database;

  private FarmUnderTest(
      Process process, Path data, long postmaster, FarmClient client, DatabaseProbe database) {
    this.process = process;
    this.data = data;
    this.postmaster = postmaster;
    this.client = client;
    this.database = database;
  }

  static FarmUnderTest start() throws IOException, SQLException {
    Path data = Files.createTempDirectory("croft-bench-");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MB + "m",
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName(),
                data.toString())
            .redirectError(data.resolve("server.log").toFile())
            .start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      throw new IOException(
          "the server did not start:\n" + Files.readString(data.resolve("server.log")));
    }
    String[] parts = line.split(" ");
    HttpClient http = FarmClient.newHttp();
    FarmClient client = FarmClient.at(URI.create(parts[0])).token(parts[1]).http(http).build();
    return new FarmUnderTest(
        process,
        data,
        Long.parseLong(parts[2]),
        client,
        new DatabaseProbe(parts[3], parts[4], parts[5]));
  }

  FarmClient client() {
    return client;
  }

  DatabaseProbe database() {
    return database;
  }

  /** What has been used up to now. */
  record Usage(double serverCpuSeconds, double databaseCpuSeconds, long walBytes) {
    Usage since(Usage before) {
      return new Usage(
          serverCpuSeconds - before.serverCpuSeconds,
          databaseCpuSeconds - before.databaseCpuSeconds,
          walBytes - before.walBytes);
    }
  }

  Usage usage() throws IOException, SQLException {
    return new Usage(cpuSeconds(process.pid(), false), databaseCpuSeconds(), database.walBytes());
  }

  /** The postmaster with the children that it waited for, and those that live. */
  private double databaseCpuSeconds() throws IOException {
    double seconds = cpuSeconds(postmaster, true);
    for (ProcessHandle child :
        ProcessHandle.of(postmaster).stream().flatMap(ProcessHandle::descendants).toList()) {
      seconds += cpuSeconds(child.pid(), false);
    }
    return seconds;
  }

  private static double cpuSeconds(long pid, boolean withEndedChildren) throws IOException {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    if (!Files.exists(stat)) {
      return 0;
    }
    String text = Files.readString(stat);
    // The name, in brackets, may hold blanks; user, system and the children's follow as 14 to 17.
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
    if (withEndedChildren) {
      ticks += Double.parseDouble(fields[13]) + Double.parseDouble(fields[14]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** The most main memory that the server ever held, in MB. */
  long serverRssMb() throws IOException {
    for (String line :
        Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException, SQLException {
    database.close();
    client.close();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(data)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    }
  }
}
