package croft.bench.farm;

import croft.protocol.client.FarmClient;
import croft.protocol.client.Retries;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One server of a farm, a process of its own. */
public final class ServerUnderTest implements AutoCloseable {
  /** What each server's heap is limited to. */
  public static final int HEAP_MB = 512;

  private final Process process;
  private final List<String> said;
  private final FarmClient client;

  private ServerUnderTest(Process process, List<String> said) {
    this.process = process;
    this.said = said;
    this.client = FarmClient.at(url()).token(token()).build();
  }

  /**
   * Starts one and waits until it serves.
   *
   * @param arguments of {@link ServerProcess}, the data folder first
   */
  static ServerUnderTest start(List<String> arguments) throws IOException {
    Path log = Files.createDirectories(Path.of(arguments.getFirst())).resolve("server.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MB + "m",
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      throw new IOException("the server did not start:\n" + Files.readString(log));
    }
    return new ServerUnderTest(process, List.of(line.split(" ")));
  }

  /** Its address. */
  public URI url() {
    return URI.create(said.get(0));
  }

  /** The farm's admin token. */
  public String token() {
    return said.get(1);
  }

  /** The embedded database's first process; 0 if this server did not bring it. */
  long postmaster() {
    return Long.parseLong(said.get(2));
  }

  /** URL, user and password of the farm's database. */
  List<String> database() {
    return said.subList(3, 6);
  }

  public long pid() {
    return process.pid();
  }

  /** Speaks to this server only. */
  public FarmClient client() {
    return client;
  }

  /** The same, each call sent once: for callers who go to another server by themselves. */
  public FarmClient clientWithoutRetries() {
    return client.withRetries(Retries.NONE);
  }

  /** As a power cut would; returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    client.close();
    try {
      process.getOutputStream().close();
    } catch (IOException _) {
      // It was killed.
    }
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
