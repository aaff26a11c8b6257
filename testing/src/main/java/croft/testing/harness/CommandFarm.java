package croft.testing.harness;

import croft.cli.Main;
import croft.cli.settings.Surroundings;
import croft.testing.openapi.ContractProxy;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A farm with a worker, and the {@code croft} command. Both speak to the farm through a {@link
 * ContractProxy}, so that each of their calls is compared with the contract.
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

  /**
   * Runs the command for this farm as {@code croft} does, but in this process: a second of start-up
   * for each of a hundred commands is not what is tested.
   */
  public Ran croft(Path folder, String... arguments) throws IOException, InterruptedException {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var around =
        new Surroundings(
            environment(proxy.url().toString(), harness.token()),
            folder,
            home,
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            0,
            InstantSource.system());
    var code = new CompletableFuture<Integer>();
    Thread.ofPlatform()
        .daemon()
        .name("croft")
        .start(
            () -> {
              try {
                code.complete(Main.run(arguments, around));
              } catch (RuntimeException | Error e) {
                code.completeExceptionally(e);
              }
            });
    try {
      return new Ran(
          code.get(COMMAND_WITHIN.toSeconds(), TimeUnit.SECONDS),
          out.toString(StandardCharsets.UTF_8),
          err.toString(StandardCharsets.UTF_8));
    } catch (ExecutionException e) {
      throw new AssertionError("croft " + String.join(" ", arguments) + " broke", e.getCause());
    } catch (TimeoutException _) {
      throw notOver(
          arguments, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  private AssertionError notOver(String[] arguments, String out, String err) throws IOException {
    return new AssertionError(
        "croft %s did not end; it said:%n%s%n%s%n%s"
            .formatted(String.join(" ", arguments), out, err, harness.logs()));
  }

  private Map<String, String> environment(String url, String token) {
    return Map.of(
        "CROFT_HOME", home.resolve(".croft").toString(), "CROFT_URL", url, "CROFT_TOKEN", token);
  }

  /** Runs the command for this farm as a process of its own. */
  public Ran process(Path folder, String... arguments) throws IOException, InterruptedException {
    return run(folder, proxy.url().toString(), harness.token(), arguments);
  }

  /** Runs the command for any address and token, as a process of its own. */
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
        throw notOver(arguments, Files.readString(out), Files.readString(err));
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
    builder.environment().putAll(environment(url, token));
    return builder;
  }

  @Override
  public void close() throws IOException {
    harness.close();
    proxy.close();
  }
}
