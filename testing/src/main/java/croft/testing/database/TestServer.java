package croft.testing.database;

import croft.store.embedded.DirectoryInUseException;
import croft.store.embedded.EmbeddedPostgres;
import croft.store.embedded.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * One server for all tests of a JVM, started at its first use.
 *
 * <p>Its data directory stays, below the folder for temporary files, so that the next test run need
 * not make a new one (2 s). Test runs at the same time take different ones. The server ends with
 * the JVM, however that ends.
 */
public enum TestServer {
  /** As durable as in production. */
  DURABLE("durable"),
  /** Without fsync: for tests that commit thousands of times and do not crash anything. */
  FAST("fast"),
  /** The oldest PostgreSQL that the farm supports, as Debian 12 packages it. */
  DEBIAN_15("debian15");

  /** Test runs of one user on one machine at the same time. */
  private static final int RUNS_MAX = 16;

  private static final Path DEBIAN_15_HOME = Path.of("/usr/lib/postgresql/15");

  private static final Map<TestServer, EmbeddedPostgres> RUNNING = new EnumMap<>(TestServer.class);

  private final String folder;

  TestServer(String folder) {
    this.folder = folder;
  }

  /** The running server; the test is skipped when this machine does not have it. */
  public EmbeddedPostgres get() {
    synchronized (RUNNING) {
      return RUNNING.computeIfAbsent(this, TestServer::start);
    }
  }

  private EmbeddedPostgres start() {
    Options options = options();
    for (int run = 0; run < RUNS_MAX; run++) {
      Path directory = root().resolve(folder + "-" + run);
      try {
        EmbeddedPostgres started = EmbeddedPostgres.start(directory, options);
        endWithThisProgram(directory);
        return started;
      } catch (DirectoryInUseException _) {
        // Another test run has it.
      }
    }
    throw new IllegalStateException(
        "%d test runs use PostgreSQL already, in %s".formatted(RUNS_MAX, root()));
  }

  private Options options() {
    Options options =
        Options.defaults()
            .withStopOnExit()
            .withSettings(Map.of("max_wal_size", "512MB", "min_wal_size", "80MB"));
    return switch (this) {
      case DURABLE -> options;
      case FAST -> options.withoutDurability();
      case DEBIAN_15 -> {
        Assumptions.assumeTrue(
            Files.isExecutable(DEBIAN_15_HOME.resolve("bin/postgres")),
            "PostgreSQL 15 is not installed (apt-get install postgresql-15): not tested against it");
        yield options.withInstalled(DEBIAN_15_HOME);
      }
    };
  }

  private static Path root() {
    Path root =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "croft-tests-" + System.getProperty("user.name").replaceAll("[^A-Za-z0-9_.-]", "_"));
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectory(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A hook does not run when the JVM is killed. A small shell waits for the end of its input, which
   * comes when this JVM is gone for whatever reason, and then stops the server.
   */
  private static void endWithThisProgram(Path directory) {
    try {
      var _ =
          new ProcessBuilder(
                  "setsid",
                  "sh",
                  "-c",
                  "read -r _; pid=$(head -n 1 \"$0\" 2>/dev/null) && kill -s INT \"$pid\"",
                  directory.resolve("cluster/postmaster.pid").toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
