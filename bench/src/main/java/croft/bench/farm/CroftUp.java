package croft.bench.farm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code croft up} of the distribution, as a person starts it. */
public final class CroftUp implements AutoCloseable {
  private final Process process;
  private final Ending ending;
  private final Path home;
  private final BufferedReader screen;
  private final double readySeconds;

  private CroftUp(
      Process process, Ending ending, Path home, BufferedReader screen, double readySeconds) {
    this.process = process;
    this.ending = ending;
    this.home = home;
    this.screen = screen;
    this.readySeconds = readySeconds;
  }

  /**
   * Starts a farm and waits until it says that it runs.
   *
   * @param home its data; empty for a new farm
   */
  public static CroftUp start(Distribution distribution, Path home) throws IOException {
    long start = System.nanoTime();
    Process process = distribution.command(home, Map.of(), "up", "--port", "0").start();
    Ending ending = Ending.of(process);
    BufferedReader screen =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = screen.readLine();
    while (line != null && !line.contains("Croft runs")) {
      line = screen.readLine();
    }
    if (line == null) {
      throw new IOException("no farm:\n" + Files.readString(home.resolve("errors.log")));
    }
    return new CroftUp(process, ending, home, screen, (System.nanoTime() - start) / 1e9);
  }

  /** From the start of the process to "Croft runs". */
  public double readySeconds() {
    return readySeconds;
  }

  /** Main memory of all that belongs to it: the farm's process, PostgreSQL's, and those of jobs. */
  public double pssMb() throws IOException {
    return ProcFs.treePssMb(process.pid()) + ProcFs.treePssMb(postmaster());
  }

  /** Processor time of all that belongs to it. */
  public double cpuSeconds() throws IOException {
    return ProcFs.treeCpuSeconds(process.pid()) + ProcFs.treeCpuSeconds(postmaster());
  }

  /** How many processes those are. */
  public int processes() throws IOException {
    return ProcFs.tree(process.pid()).size() + ProcFs.tree(postmaster()).size();
  }

  private long postmaster() throws IOException {
    return ProcFs.postmaster(home.resolve("postgres/cluster"));
  }

  /** As Ctrl-C does. */
  @Override
  public void close() throws IOException {
    try (screen) {
      ending.now();
    }
  }
}
