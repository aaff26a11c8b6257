package croft.store.embedded;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL cluster on disk: where its files are, how they are made, and how a program of
 * PostgreSQL is run on them.
 *
 * <pre>
 *   directory/cluster             PostgreSQL's own files; belong to the user that it runs as
 *   directory/password            of the role `croft`, which owns the farm's database
 *   directory/superuser-password  of the role `postgres`
 *   directory/port                the port of the last start, taken again when it is free
 *   directory/postgres.log        what PostgreSQL says
 * </pre>
 */
record Cluster(Path directory, RunAs user, PostgresBinaries binaries) {
  static final String DATABASE = "croft";
  static final String ROLE = "croft";
  private static final String SUPERUSER = "postgres";

  /**
   * Every program runs inside the cluster's folder and is told to work on "here". So it needs no
   * right to walk the path to it, and a farm that runs as root can keep its data below a folder
   * that only root may enter, such as root's home. (Before 16 PostgreSQL left the folder on its
   * way; an installed one that old gets the path, and must be able to walk it.)
   */
  private static final String HERE = "/proc/self/cwd";

  private static final int STAYS_HERE_SINCE = 16;

  private static final int BUILTIN_LOCALES_SINCE = 17;
  private static final int PASSWORD_BYTES = 24;
  private static final Duration INITIALISE_WITHIN = Duration.ofMinutes(3);

  Path data() {
    return directory.resolve("cluster");
  }

  Path log() {
    return directory.resolve("postgres.log");
  }

  private Path initialiseLog() {
    return directory.resolve("initdb.log");
  }

  /** Tells this cluster's processes from those of any other cluster on the machine. */
  String name() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(data().toString().getBytes(StandardCharsets.UTF_8));
      return "croft-" + HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The password of the role that owns the farm's database. */
  String password() throws IOException {
    return password("password");
  }

  private String password(String name) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.exists(file)) {
      byte[] bytes = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(bytes);
      Durable.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), owner());
    }
    return Files.readString(file).strip();
  }

  /** Files beside the cluster belong to whoever the directory belongs to, not to PostgreSQL. */
  private RunAs owner() throws IOException {
    int uid = (int) Files.getAttribute(directory, "unix:uid");
    return uid == user.uid() ? user : RunAs.self();
  }

  void remember(String name, String text) throws IOException {
    Durable.write(directory.resolve(name), text, owner());
  }

  boolean exists() {
    return Files.exists(data().resolve("PG_VERSION"));
  }

  void requireSameMajorVersion() throws IOException {
    String version = Files.readString(data().resolve("PG_VERSION")).strip();
    if (!version.equals(String.valueOf(binaries.major()))) {
      throw new EmbeddedPostgresException(
          "%s was made by PostgreSQL %s, but this program brings PostgreSQL %d, which cannot open it. Make a backup with the version of this program that made it, move the folder away, and restore the backup here."
              .formatted(data(), version, binaries.major()));
    }
  }

  /**
   * Makes a new cluster with the farm's role and an empty database in it. All of it appears at
   * once: what an earlier call left half done is thrown away.
   */
  void initialise(boolean durable) throws IOException {
    Path partial = directory.resolve("cluster.part");
    deleteAll(partial);
    Files.createDirectory(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    user.own(partial);
    List<String> initdb =
        new ArrayList<>(
            List.of(
                binaries.initdb().toString(),
                "--pgdata=" + argument(partial),
                "--username=" + SUPERUSER,
                "--pwfile=/dev/stdin",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums",
                "--no-instructions"));
    initdb.addAll(
        // The same order of text on every machine: the system's C library has no say in it.
        binaries.major() >= BUILTIN_LOCALES_SINCE
            ? List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
            : List.of("--locale=C"));
    if (!durable) {
      initdb.add("--no-sync");
    }
    runWithInput(partial, initdb, password("superuser-password"));
    // Single-user mode: a server that no one else can reach yet, one statement a line.
    runWithInput(
        partial,
        List.of(
            binaries.postgres().toString(),
            "--single",
            "-j",
            "-D",
            argument(partial),
            "-c",
            "log_statement=none",
            "postgres"),
        """
        create role %1$s login createdb password '%2$s';

        create database %3$s owner %1$s;

        """
            .formatted(ROLE, password(), DATABASE));
    Files.writeString(
        partial.resolve("postgresql.conf"),
        "\ninclude 'croft.conf'\n",
        java.nio.file.StandardOpenOption.APPEND);
    Durable.flush(partial.resolve("postgresql.conf"));
    Files.move(partial, data(), ATOMIC_MOVE);
    Durable.flush(directory);
  }

  /**
   * Writes the farm's settings and who may connect. An operator's own settings (`alter system`)
   * come after these and win.
   *
   * @return whether anything changed, so that a server that runs already would need a restart
   */
  boolean configure(Map<String, String> settings) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "# Written at each start of the farm. To change a setting: alter system set ...\n");
    settings.forEach((name, value) -> text.append(name).append(" = '").append(value).append("'\n"));
    boolean changed = replace(data().resolve("croft.conf"), text.toString());
    return replace(
            data().resolve("pg_hba.conf"),
            """
            # Written at each start of the farm.
            host  all  all  127.0.0.1/32  scram-sha-256
            """)
        || changed;
  }

  private boolean replace(Path file, String text) throws IOException {
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return false;
    }
    Durable.write(file, text, user);
    return true;
  }

  /** The command that serves this cluster, in a session of its own. */
  Process serve(int port, boolean durable) throws IOException {
    List<String> command =
        List.of(
            binaries.postgres().toString(),
            "-D",
            argument(data()),
            // On the command line, where no configuration file can override them.
            "-c",
            "cluster_name=" + name(),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "port=" + port,
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=" + (durable ? "on" : "off"),
            "-c",
            "full_page_writes=" + (durable ? "on" : "off"),
            "-c",
            "synchronous_commit=" + (durable ? "on" : "off"));
    Durable.create(log());
    return builder(data(), command)
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  /** Checks that the user can reach the programs; the data it need not reach by path. */
  void requireReachableBinaries() throws IOException {
    Process test =
        new ProcessBuilder(
                user.command(List.of("sh", "-c", "test -x \"$0\"", binaries.postgres().toString())))
            .redirectErrorStream(true)
            .start();
    String output = new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (waitFor(test, INITIALISE_WITHIN) != 0) {
      throw new EmbeddedPostgresException(
          "PostgreSQL must not run as root, so it runs as %s, and that user cannot execute %s. Choose a folder for programs that every user may enter. %s"
              .formatted(user, binaries.postgres(), output));
    }
  }

  private void runWithInput(Path workingDirectory, List<String> command, String input)
      throws IOException {
    // A file, not a pipe: /dev/stdin of a pipe that root made cannot be opened by another user.
    Path file = directory.resolve("input.part");
    Files.deleteIfExists(file);
    Durable.create(file);
    Durable.create(initialiseLog());
    try {
      Files.writeString(file, input);
      user.own(file);
      Process process =
          builder(workingDirectory, command)
              .redirectInput(file.toFile())
              .redirectOutput(initialiseLog().toFile())
              .start();
      int exit = waitFor(process, INITIALISE_WITHIN);
      String output = Files.readString(initialiseLog());
      if (exit != 0 || output.contains("ERROR:") || output.contains("FATAL:")) {
        throw new EmbeddedPostgresException(
            "A new PostgreSQL cluster could not be made in %s (%s ended with %d). %s"
                .formatted(
                    directory,
                    Path.of(command.getFirst()).getFileName(),
                    exit,
                    ServerLog.explain(output)));
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private boolean staysHere() {
    return binaries.major() >= STAYS_HERE_SINCE;
  }

  private String argument(Path data) {
    return staysHere() ? HERE : data.toString();
  }

  private ProcessBuilder builder(Path workingDirectory, List<String> command) {
    // setsid: Ctrl-C in the farm's terminal must not reach PostgreSQL before the farm has stopped.
    List<String> all = new ArrayList<>(List.of("setsid"));
    all.addAll(user.command(command));
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory((staysHere() ? workingDirectory : Path.of("/")).toFile())
            .redirectErrorStream(true);
    String path = System.getenv("PATH");
    builder.environment().clear();
    builder.environment().put("PATH", path == null ? "/usr/bin:/bin" : path);
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    return builder;
  }

  private static int waitFor(Process process, Duration within) {
    try {
      if (process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      throw new EmbeddedPostgresException(
          "%s took longer than %s and was stopped. Is the disk very slow?"
              .formatted(process.info().command().orElse("a program"), within));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while PostgreSQL was being prepared", e);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
