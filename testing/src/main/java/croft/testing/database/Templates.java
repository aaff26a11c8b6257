package croft.testing.database;

import croft.store.database.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A migrated database on each server, of which tests get copies. It stays from one test run to the
 * next, under a name that changes with the migrations.
 */
final class Templates {
  private static final Logger log = Logger.getLogger(Templates.class.getName());
  private static final Map<TestServer, String> MIGRATED = new EnumMap<>(TestServer.class);

  private static final String LEFT_OVER =
      "select datname from pg_database where datname like 'test\\_%' or datname like 'schema\\_%'";

  private Templates() {}

  static synchronized String migrated(TestServer server) {
    return MIGRATED.computeIfAbsent(server, Templates::prepare);
  }

  private static String prepare(TestServer server) {
    String name = "schema_" + digest();
    String partial = "test_schema";
    List<String> existing = databases(server);
    for (String database : existing) {
      // Of earlier test runs that were killed, or of other migrations.
      if (!database.equals(name)) {
        drop(server, database);
      }
    }
    if (!existing.contains(name)) {
      run(server, "create database " + partial);
      try (Database database = new Database(TestDatabase.settings(server, partial))) {
        database.migrate();
      }
      run(server, "alter database " + partial + " rename to " + name);
    }
    return name;
  }

  private static List<String> databases(TestServer server) {
    List<String> names = new ArrayList<>();
    try (Connection connection = TestDatabase.connect(server);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(LEFT_OVER)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return names;
  }

  static void run(TestServer server, String... statements) {
    try (Connection connection = TestDatabase.connect(server);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Drops a database, also under the feet of who still uses it. What cannot be dropped now, the
   * next test run drops.
   */
  static void drop(TestServer server, String database) {
    String drop = "drop database if exists " + database;
    // Force alone is refused while PostgreSQL's own vacuum is in there; without it, vacuum yields.
    for (String sql : List.of(drop, drop + " with (force)", drop)) {
      try (Connection connection = TestDatabase.connect(server);
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
        return;
      } catch (SQLException e) {
        log.log(Level.INFO, "{0} was not dropped: {1}", new Object[] {database, e.getMessage()});
      }
    }
  }

  /** Of all that makes the schema: the migrations, and the code that fills them in. */
  private static String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      addFolder(sha256, "db/migration");
      addFolder(sha256, "croft/core/job");
      return HexFormat.of().formatHex(sha256.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void addFolder(MessageDigest digest, String name) {
    URL url =
        Objects.requireNonNull(
            Database.class.getClassLoader().getResource(name), name + " is not on the class path");
    try {
      URI uri = url.toURI();
      if (uri.getScheme().equals("file")) {
        addFiles(digest, Path.of(uri));
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
          addFiles(digest, jar.getPath(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void addFiles(MessageDigest digest, Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
    }
  }
}
