package croft.cli.settings;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command finds around it; a test makes its own.
 *
 * @param environment variables
 * @param folder where the command was started
 * @param home of the user
 * @param in what is typed or piped in
 * @param out results
 * @param err everything else
 * @param terminal whether {@code out} is a terminal
 * @param columns width of the terminal in cells; 0 if it has to be found out
 * @param clock for ages and elapsed times shown; nothing is decided by it
 */
public record Surroundings(
    Map<String, String> environment,
    Path folder,
    Path home,
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    int columns,
    InstantSource clock) {

  /** Those of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(),
        Path.of("").toAbsolutePath(),
        Path.of(System.getProperty("user.home", ".")),
        System.in,
        utf8(System.out),
        utf8(System.err),
        isTerminal(),
        0,
        InstantSource.system());
  }

  /** The value of a variable; null if it is unset or empty. */
  public @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  // Where no locale is set (containers, CI) Java would write '?' for every symbol, though what
  // reads
  // it nearly always expects UTF-8.
  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  // Console.isTerminal() also asks about the input, which may well be a pipe while we draw.
  @SuppressWarnings("SystemConsoleNull") // The annotations of the JDK still say that it may be.
  private static boolean isTerminal() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).startsWith("/dev/pts")
          || Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      Console console = System.console();
      return console != null && console.isTerminal();
    }
  }
}
