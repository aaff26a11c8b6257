package croft.testing.harness;

import croft.cli.Main;
import croft.testing.openapi.ContractProxy;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A farm with a worker, and the {@code croft} command as people run it: a process of its own. Both
 * speak to the farm through a {@link ContractProxy}, so that each of their calls is compared with
 * the contract.
 */
public final class CommandFarm implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration COMMAND_WITHIN = Duration.ofMinutes(5);

  private final FarmHarness harness;
  private final ContractProxy proxy;
  private final Path home;

  /** What a command said, and its exit code. */
  public record Ran(int code, String out, String err) {}

  private CommandFarm(FarmHarness harness, ContractProxy proxy, Path home) {
    this.harness = harness;
    this.proxy = proxy;
    this.home = home;
  }

  /**
   * Starts one.
   *
   * @param home empty; stands for the home folder of whoever runs commands
   */
  public static CommandFarm start(Path home, int slots) throws IOException {
    FarmHarness harness = FarmHarness.start(LEASE);
    try {
      ContractProxy proxy = ContractProxy.before(harness.url());
      harness.startWorker("only", slots, proxy.url());
      return new CommandFarm(harness, proxy, home);
    } catch (IOException | RuntimeException e) {
      harness.close();
      throw e;
    }
  }

  public FarmHarness harness() {
    return harness;
  }

  public ContractProxy proxy() {
    return proxy;
  }

  /** Runs the command for this farm. */
  public Ran croft(Path folder, String... arguments) throws IOException, InterruptedException {
    return run(folder, proxy.url().toString(), harness.token(), arguments);
  }

  /** Runs the command for any address and token. */
  public Ran run(Path folder, String url, String token, String... arguments)
      throws InterruptedException {
    try {
      Path out = Files.createTempFile(home, "out-", ".txt");
      Path err = Files.createTempFile(home, "err-", ".txt");
      Process process =
          command(folder, url, token, List.of(arguments))
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(COMMAND_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "croft %s did not end; it said:%n%s%n%s%n%s"
                .formatted(
                    String.join(" ", arguments),
                    Files.readString(out),
                    Files.readString(err),
                    harness.logs()));
      }
      return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder command(Path folder, String url, String token, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Child.absolute(System.getProperty("java.class.path")),
                Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CROFT_"));
    builder.environment().put("CROFT_HOME", home.resolve(".croft").toString());
    builder.environment().put("CROFT_URL", url);
    builder.environment().put("CROFT_TOKEN", token);
    return builder;
  }

  @Override
  public void close() throws IOException {
    harness.close();
    proxy.close();
  }
}
