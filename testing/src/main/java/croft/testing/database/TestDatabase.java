package croft.testing.database;

import croft.store.database.Database;
import croft.store.database.DatabaseSettings;
import croft.store.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of its own for one test class, dropped at the end. Keep it in a static field:
 *
 * <pre>{@code
 * @AutoClose static final TestDatabase db = TestDatabase.migrated();
 * }</pre>
 *
 * <p>The first one of a JVM takes about a second (0.4 s of it for the server), each further one
 * some 50 ms.
 */
public final class TestDatabase implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int POOL = 10;

  private final TestServer server;
  private final String name;
  private final Database database;

  private TestDatabase(TestServer server, String name) {
    this.server = server;
    this.name = name;
    this.database = new Database(settings(server, name).withPoolMax(POOL));
  }

  /** With the farm's schema, on a durable server. */
  public static TestDatabase migrated() {
    return migrated(TestServer.DURABLE);
  }

  /** With the farm's schema. */
  public static TestDatabase migrated(TestServer server) {
    return create(server, Templates.migrated(server));
  }

  /** Without any tables. */
  public static TestDatabase empty(TestServer server) {
    return create(server, "template1");
  }

  /** With the farm's schema, on PostgreSQL 15; the test is skipped where that is not installed. */
  public static TestDatabase debian15() {
    return migrated(TestServer.DEBIAN_15);
  }

  private static TestDatabase create(TestServer server, String template) {
    String name = "test_%d".formatted(NUMBER.incrementAndGet());
    Templates.drop(server, name);
    Templates.run(server, "create database " + name + " template " + template);
    return new TestDatabase(server, name);
  }

  public Database database() {
    return database;
  }

  /** For a second {@link Database}, such as another server of the farm would have. */
  public DatabaseSettings settings() {
    return database.settings();
  }

  /** The server that holds it, and other test classes' databases too. */
  public EmbeddedPostgres server() {
    return server.get();
  }

  /** A connection of the pool, in auto-commit mode. */
  public Connection connection() throws SQLException {
    return database.connection();
  }

  /** Statements one after the other, each its own transaction. */
  public void execute(String... statements) {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    database.close();
    Templates.drop(server, name);
  }

  static DatabaseSettings settings(TestServer server, String database) {
    EmbeddedPostgres running = server.get();
    String url = running.jdbcUrl();
    return DatabaseSettings.of(
        url.substring(0, url.lastIndexOf('/') + 1) + database, running.user(), running.password());
  }

  static Connection connect(TestServer server) throws SQLException {
    EmbeddedPostgres running = server.get();
    return DriverManager.getConnection(running.jdbcUrl(), running.user(), running.password());
  }
}
