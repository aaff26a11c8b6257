package croft.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A running {@link FarmStandIn}, and what it has said so far. */
final class FarmProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader said;
  private final long postgres;
  private int committed;

  private FarmProcess(Process process) throws IOException {
    this.process = process;
    this.said = process.inputReader();
    this.postgres = Long.parseLong(next("pid "));
  }

  static FarmProcess start(Path directory, Path programs) throws IOException {
    return start(directory, programs, List.of(), classPath());
  }

  /** Surefire hides the real one in a jar's manifest. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  static FarmProcess start(Path directory, Path programs, List<String> prefix, String classPath)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "-cp",
            classPath,
            FarmStandIn.class.getName(),
            directory.toString(),
            programs.toString()));
    return new FarmProcess(
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** The process id of its PostgreSQL. */
  long postgres() {
    return postgres;
  }

  void awaitCommits(int count) throws IOException {
    while (committed < count) {
      committed = Integer.parseInt(next("committed "));
    }
  }

  /** Kills it so that it can do nothing more; returns the last number that it said. */
  int kill() throws Exception {
    // Not through Process: that would close the stream which still holds what was said.
    process.toHandle().destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    String line;
    while ((line = said.readLine()) != null) {
      // What it said before it died counts, but not half a line.
      if (line.matches("committed \\d+")) {
        committed = Integer.parseInt(line.substring("committed ".length()));
      }
    }
    return committed;
  }

  private String next(String prefix) throws IOException {
    String line = said.readLine();
    assertThat(line).as("what the farm says").isNotNull().startsWith(prefix);
    return line == null ? "" : line.substring(prefix.length());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
