package croft.store.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The farm's connections to its database, of three kinds with a limit each: a pool for ordinary
 * work, hot ones that carry the batches, and long ones for migrations and backups.
 *
 * <p>Opening it connects to nothing; the database may come up later, go away, and come back. Safe
 * for use by many threads.
 */
public final class Database implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Database.class);

  /** Hot connections open at once: a batcher each, and one for what it may not wait for. */
  public static final int HOT_MAX = 8;

  /** Long connections open at once: a migration, or a backup, and a spare. */
  public static final int LONG_MAX = 4;

  /** The oldest server whose SQL the farm is written in. */
  public static final int SERVER_VERSION_MIN = 15;

  /** Tries of one transaction that others were in the way of. */
  public static final int TRANSACTION_ATTEMPTS_MAX = 5;

  private static final Duration CONFLICT_PAUSE_MAX = Duration.ofMillis(50);
  private static final Duration REACHABLE_POLL = Duration.ofMillis(250);
  private static final Duration POOL_IDLE = Duration.ofMinutes(2);
  private static final Duration POOL_LIFETIME = Duration.ofMinutes(30);
  private static final Duration POOL_VALIDATION = Duration.ofSeconds(3);
  private static final int POOL_IDLE_MIN = 2;

  /**
   * Pinned, because the hot tables grow from nothing to millions of rows and shrink again between
   * two looks of ANALYZE: the right plan is known (by key), and any other would be slow at once.
   */
  private static final String HOT_PLANS =
      """
      set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off;
      set plan_cache_mode = force_generic_plan; set jit = off
      """;

  /**
   * Plans for any graph, not for the one that is asked for. A graph that was submitted after
   * ANALYZE last looked is in no statistics: planned for itself it seems to have one job, and joins
   * of its jobs with their details then compare each with each, for minutes.
   */
  private static final String ANY_GRAPH_PLANS = "set plan_cache_mode = force_generic_plan";

  private final DatabaseSettings settings;
  private final HikariDataSource pool;
  private final LimitedConnections hot = new LimitedConnections("hot", HOT_MAX);
  private final LimitedConnections longLived = new LimitedConnections("long", LONG_MAX);

  public Database(DatabaseSettings settings) {
    this.settings = settings;
    this.pool = new HikariDataSource(pool(settings));
  }

  /** Work in one transaction; it must leave committing and rolling back to the caller. */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object> {
    T apply(Connection connection) throws SQLException;
  }

  /** A connection for ordinary work, to be closed soon; waits at most 5 s for a free one. */
  public Connection connection() throws SQLException {
    return pool.getConnection();
  }

  /** The pool behind {@link #connection}. */
  public DataSource dataSource() {
    return pool;
  }

  /**
   * Does work in one transaction, again from the start when another transaction was in the way: so
   * it must have no effect but on the database.
   */
  public <T extends @Nullable Object> T transaction(Work<T> work) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = connection()) {
        return once(connection, work);
      } catch (SQLException e) {
        if (!(SqlFailure.of(e) instanceof SqlFailure.Conflict)
            || attempt == TRANSACTION_ATTEMPTS_MAX) {
          throw e;
        }
        log.debug("transaction tried again after {}: {}", e.getSQLState(), e.getMessage());
      }
      pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(CONFLICT_PAUSE_MAX.toMillis())));
    }
  }

  private static <T extends @Nullable Object> T once(Connection connection, Work<T> work)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.apply(connection);
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      try {
        connection.rollback();
      } catch (SQLException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /**
   * A connection for the hot path, outside the pool: plans pinned to keys, statements prepared at
   * their first use. The caller keeps it, closes it, and gets another when it breaks.
   *
   * @param purpose what the server's own lists show after the farm's name, such as `batcher`
   */
  public Connection hotConnection(String purpose) throws SQLException {
    return open(hot, purpose, Timeouts.HOT, HOT_PLANS);
  }

  /** A connection for work that takes minutes: migrations, backups, restores. */
  public Connection longConnection(String purpose) throws SQLException {
    return open(longLived, purpose, Timeouts.LONG, "set jit = off");
  }

  private Connection open(
      LimitedConnections kind, String purpose, Timeouts timeouts, String configuration)
      throws SQLException {
    return kind.open(
        () -> {
          Properties properties = properties(settings, timeouts);
          properties.setProperty("ApplicationName", settings.name() + " " + purpose);
          properties.setProperty("prepareThreshold", "1");
          Connection connection = DriverManager.getConnection(settings.url(), properties);
          try (Statement statement = connection.createStatement()) {
            statement.execute(timeouts.sql());
            statement.execute(configuration);
          } catch (SQLException e) {
            connection.close();
            throw e;
          }
          return connection;
        });
  }

  /**
   * Waits for the database, then checks that it is one the farm can use.
   *
   * @throws DatabaseException when it is not there in time, or there but not usable
   */
  public void waitUntilReachable(Duration within) {
    long end = System.nanoTime() + within.toNanos();
    while (true) {
      try (Connection connection = longConnection("start")) {
        ServerCheck.check(connection, settings);
        return;
      } catch (SQLException e) {
        if (!(SqlFailure.of(e) instanceof SqlFailure.Unavailable)) {
          throw ServerCheck.notLetIn(settings, e);
        }
        if (System.nanoTime() > end) {
          throw new DatabaseException(
              "The database at %s was not reachable within %s: %s. Start it, or correct the address."
                  .formatted(settings.place(), within, e.getMessage()),
              e);
        }
      }
      pause(REACHABLE_POLL);
    }
  }

  /** One round trip; false when the database does not answer now. */
  public boolean isReachable() {
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 1")) {
      return row.next();
    } catch (SQLException _) {
      return false;
    }
  }

  /**
   * Brings the schema to the version that this program knows. Several servers may do so at once.
   *
   * @throws DatabaseException when the schema is from a program too new to share a database with
   */
  public SchemaVersion migrate() {
    return Schema.migrate(this, Schema.LOCATION, Optional.empty());
  }

  /**
   * Brings the schema up to a version that may be older than the newest known one: for rows that
   * were taken from it. Returns the newest known one when that is older.
   */
  public SchemaVersion migrate(SchemaVersion upTo) {
    return Schema.migrate(this, Schema.LOCATION, Optional.of(upTo));
  }

  /** The schema's version now; {@link SchemaVersion#NONE} in an empty database. */
  public SchemaVersion schemaVersion() throws SQLException {
    try (Connection connection = connection()) {
      return SchemaVersion.read(connection);
    }
  }

  public DatabaseSettings settings() {
    return settings;
  }

  /** Closes all connections; work on them fails. */
  @Override
  public void close() {
    pool.close();
    hot.closeAll();
    longLived.closeAll();
  }

  private static HikariConfig pool(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(settings.name());
    config.setJdbcUrl(settings.url());
    config.setDataSourceProperties(properties(settings, Timeouts.ORDINARY));
    config.setConnectionInitSql(Timeouts.ORDINARY.sql() + "; " + ANY_GRAPH_PLANS);
    config.setMaximumPoolSize(settings.poolMax());
    config.setMinimumIdle(Math.min(POOL_IDLE_MIN, settings.poolMax()));
    config.setConnectionTimeout(Timeouts.CONNECT.toMillis());
    config.setValidationTimeout(POOL_VALIDATION.toMillis());
    config.setIdleTimeout(POOL_IDLE.toMillis());
    config.setMaxLifetime(POOL_LIFETIME.toMillis());
    // A farm starts without its database too, and says so through its readiness.
    config.setInitializationFailTimeout(-1);
    return config;
  }

  private static Properties properties(DatabaseSettings settings, Timeouts timeouts) {
    Properties properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    properties.setProperty("ApplicationName", settings.name());
    properties.setProperty("connectTimeout", seconds(Timeouts.CONNECT));
    properties.setProperty("loginTimeout", seconds(Timeouts.CONNECT));
    properties.setProperty("cancelSignalTimeout", seconds(Timeouts.CONNECT));
    properties.setProperty("socketTimeout", seconds(timeouts.socket()));
    properties.setProperty("tcpKeepAlive", "true");
    // Not a standby: it would answer, and refuse to write.
    properties.setProperty("targetServerType", "primary");
    return properties;
  }

  private static String seconds(Duration duration) {
    return String.valueOf(duration.toSeconds());
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("interrupted while waiting for the database", e);
    }
  }
}
