package croft.store.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * Migrations by Flyway. Each is made in two steps over two releases: one adds (expand), a later one
 * removes what nobody uses any more (contract). So a program works on its own schema and on the
 * next one, and servers can be replaced one by one; on any schema after that it refuses to run.
 */
final class Schema {
  static final String LOCATION = "classpath:db/migration";

  private Schema() {}

  static SchemaVersion migrate(Database database, String location, Optional<SchemaVersion> upTo) {
    Flyway flyway = load(database, location, "latest");
    try {
      SchemaVersion known = known(flyway);
      SchemaVersion before = current(database);
      requireNotTooNew(before, known);
      if (before.compareTo(known) <= 0) {
        upTo.map(version -> load(database, location, version.toString())).orElse(flyway).migrate();
      }
      return current(database);
    } catch (FlywayException e) {
      throw new DatabaseException(
          "The schema of %s could not be brought up to date: %s. Nothing of the failed step remains; correct the cause and start again."
              .formatted(database.settings().place(), e.getMessage()),
          e);
    } catch (SQLException e) {
      throw new DatabaseException(
          "The schema of %s could not be read: %s"
              .formatted(database.settings().place(), e.getMessage()),
          e);
    }
  }

  private static Flyway load(Database database, String location, String target) {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(new LongConnections(database))
        .locations(location)
        .failOnMissingLocations(true)
        .cleanDisabled(true)
        .placeholders(Map.of("legal_transitions", LegalTransitions.sql()))
        .target(target)
        .load();
  }

  private static void requireNotTooNew(SchemaVersion found, SchemaVersion known) {
    if (found.number() > known.number() + 1) {
      throw new DatabaseException(
          "The database has schema version %s; this program knows %s and works with %d at most. Use the program that the database was last used with, or a newer one."
              .formatted(found, known, known.number() + 1));
    }
  }

  private static SchemaVersion known(Flyway flyway) {
    return new SchemaVersion(
        Arrays.stream(flyway.info().all())
            .filter(migration -> !migration.getState().name().startsWith("FUTURE"))
            .filter(migration -> migration.getVersion() != null)
            .mapToInt(Schema::number)
            .max()
            .orElse(0));
  }

  private static int number(MigrationInfo migration) {
    return migration.getVersion().getMajor().intValueExact();
  }

  private static SchemaVersion current(Database database) throws SQLException {
    try (Connection connection = database.longConnection("schema")) {
      return SchemaVersion.read(connection);
    }
  }

  /** Flyway opens and closes as it likes; it gets connections that may work for long. */
  private record LongConnections(Database database) implements DataSource {
    @Override
    public Connection getConnection() throws SQLException {
      return database.longConnection("migration");
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      throw new SQLFeatureNotSupportedException("only the farm's own user");
    }

    @Override
    public PrintWriter getLogWriter() {
      return new PrintWriter(java.io.Writer.nullWriter());
    }

    @Override
    public void setLogWriter(PrintWriter writer) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return (int) Timeouts.CONNECT.toSeconds();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      throw new SQLFeatureNotSupportedException("no logger");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("wraps nothing of type " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }
}
