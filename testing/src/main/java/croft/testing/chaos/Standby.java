package croft.testing.chaos;

import croft.store.embedded.EmbeddedPostgres;
import croft.store.embedded.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A synchronous standby: PostgreSQL acknowledges a commit only when the standby has it on disk,
 * too. Made by an online base backup (PostgreSQL's documentation, "Making a Base Backup Using the
 * Low Level API"), while the primary serves.
 */
final class Standby {
  private static final String SUPERUSER = "postgres";
  private static final long READY_WITHIN_S = 60;
  private static final long LOOK_MS = 50;

  private Standby() {}

  /**
   * Starts one that is in step with its primary.
   *
   * @param folder of the primary
   * @param own folder of the standby, which is made
   */
  static EmbeddedPostgres of(EmbeddedPostgres primary, Path folder, Path own, Options options)
      throws IOException, InterruptedException {
    try (Connection connection = superuser(primary, folder);
        Statement statement = connection.createStatement()) {
      Files.writeString(
          folder.resolve("cluster/pg_hba.conf"),
          "host replication %s 127.0.0.1/32 scram-sha-256%n".formatted(SUPERUSER),
          StandardOpenOption.APPEND);
      statement.execute("alter system set wal_keep_size = '128MB'");
      statement.execute("select pg_reload_conf()");
      statement.execute("select pg_backup_start('standby', fast => true)");
      copy(folder, own);
      try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop()")) {
        row.next();
        write(own, "backup_label", row.getString(1));
      }
      write(own, "standby.signal", "");
      EmbeddedPostgres standby = EmbeddedPostgres.start(own, following(primary, folder, options));
      statement.execute("alter system set synchronous_standby_names = '*'");
      statement.execute("select pg_reload_conf()");
      await(statement, "select exists (select from pg_stat_replication where sync_state = 'sync')");
      return standby;
    } catch (SQLException e) {
      throw new IOException("no standby could be made: " + e.getMessage(), e);
    }
  }

  /** Lets a standby take over: from now on it takes writes. */
  static void promote(EmbeddedPostgres standby, Path folder)
      throws IOException, InterruptedException {
    try (Connection connection = superuser(standby, folder);
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_promote()");
      await(statement, "select not pg_is_in_recovery()");
    } catch (SQLException e) {
      throw new IOException("the standby does not take over: " + e.getMessage(), e);
    }
  }

  private static Options following(EmbeddedPostgres primary, Path folder, Options options)
      throws IOException {
    Map<String, String> settings = new HashMap<>(options.settings());
    settings.put(
        "primary_conninfo",
        "host=127.0.0.1 port=%d user=%s password=%s"
            .formatted(primary.port(), SUPERUSER, password(folder)));
    return options.withSettings(settings);
  }

  private static String password(Path folder) throws IOException {
    return Files.readString(folder.resolve("superuser-password")).strip();
  }

  private static Connection superuser(EmbeddedPostgres server, Path folder)
      throws IOException, SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(server.port()),
        SUPERUSER,
        password(folder));
  }

  /** A file may go while it is copied: the log that is replayed then has what is needed of it. */
  private static void copy(Path folder, Path own) throws IOException, InterruptedException {
    run(
        """
        mkdir -m 711 "$2" && cp -a "$1/password" "$1/superuser-password" "$2/"
        cp -a "$1/cluster" "$2/" 2>/dev/null
        rm -rf "$2/cluster/postmaster.pid" "$2/cluster/pg_wal/"*
        test -f "$2/cluster/global/pg_control"
        """,
        folder,
        own);
  }

  private static void write(Path own, String name, String text)
      throws IOException, InterruptedException {
    Path file = own.resolve("cluster").resolve(name);
    Files.writeString(file, text);
    run("chown --reference=\"$1/PG_VERSION\" \"$2\"", own.resolve("cluster"), file);
  }

  private static void run(String script, Path first, Path second)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", script, "sh", first.toString(), second.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("failed: " + script);
    }
  }

  private static void await(Statement statement, String question)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_WITHIN_S);
    while (true) {
      try (ResultSet row = statement.executeQuery(question)) {
        if (row.next() && row.getBoolean(1)) {
          return;
        }
      }
      if (System.nanoTime() > end) {
        throw new SQLException(question + " is not true after " + READY_WITHIN_S + " s");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }
  }
}
