package croft.testing.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program of this class path in a process of its own. It says one line when it is ready, and ends
 * when its input ends: so it ends with this process too, however that ends.
 */
public final class Child implements AutoCloseable {
  private static final Duration END_WITHIN = Duration.ofSeconds(20);

  private final Process process;
  private final Path log;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * How a program is started otherwise than usual.
   *
   * @param before words of a command that starts it, such as {@code faketime}; empty for none
   * @param classes folder whose classes stand before those of this class path; null for none
   * @param options of the virtual machine, beside the usual ones
   */
  public record Launch(List<String> before, @Nullable Path classes, List<String> options) {
    public static final Launch USUAL = new Launch(List.of(), null, List.of());

    public Launch {
      before = List.copyOf(before);
      options = List.copyOf(options);
    }

    /** The same, with a command that starts it. */
    public Launch behind(List<String> command) {
      return new Launch(command, classes, options);
    }
  }

  /** Starts a program and waits for its line. */
  static Child start(Class<?> main, Path log, String... arguments) throws IOException {
    return start(Launch.USUAL, main, log, arguments);
  }

  /** Starts a program in another way, and waits for its line. */
  public static Child start(Launch launch, Class<?> main, Path log, String... arguments)
      throws IOException {
    String classPath = absolute(System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>(launch.before());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(launch.options());
    command.add("-cp");
    command.add(launch.classes() == null ? classPath : launch.classes() + ":" + classPath);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Child child = new Child(process, log);
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (said.readLine() == null) {
      child.close();
      throw new IOException(main.getSimpleName() + " did not start:\n" + child.logTail());
    }
    return child;
  }

  /** A class path that holds in any folder. */
  static String absolute(String classPath) {
    List<String> parts = new ArrayList<>();
    for (String part : classPath.split(":")) {
      parts.add(Path.of(part).toAbsolutePath().toString());
    }
    return String.join(":", parts);
  }

  /** Says that the program is ready, and waits until nobody wants it any more. */
  public static void serveUntilUnwanted() throws IOException {
    System.out.println("ready");
    System.out.flush();
    while (System.in.read() >= 0) {
      // Whoever started this holds the other end.
    }
  }

  /** Kills it as a power cut would; returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends a signal, such as {@code STOP}. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public long pid() {
    return process.pid();
  }

  /** The end of what it logged. */
  public String logTail() throws IOException {
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    return log.getFileName()
        + ":\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  @Override
  public void close() throws IOException {
    try (OutputStream input = process.getOutputStream()) {
      input.flush();
    } catch (IOException e) {
      // It is gone already.
    }
    try {
      if (!process.waitFor(END_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
