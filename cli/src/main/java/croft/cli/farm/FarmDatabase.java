package croft.cli.farm;

import croft.server.config.ServerConfig;
import croft.store.database.Database;
import croft.store.database.DatabaseSettings;
import croft.store.embedded.EmbeddedPostgres;
import croft.store.embedded.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A farm's database, for work beside its servers: one's own, a running embedded one, or started.
 */
final class FarmDatabase implements AutoCloseable {
  private static final Duration REACHABLE_WITHIN = Duration.ofSeconds(30);

  private final Database database;
  private final @Nullable EmbeddedPostgres started;

  private FarmDatabase(DatabaseSettings settings, @Nullable EmbeddedPostgres started) {
    this.database = new Database(settings);
    this.started = started;
  }

  /**
   * Opens the database of a farm.
   *
   * @param besides whether a server of it may be running; else an embedded database that is in use
   *     is refused
   */
  static FarmDatabase open(ServerConfig config, boolean besides) {
    DatabaseSettings own = config.database();
    FarmDatabase opened;
    if (own != null) {
      opened = new FarmDatabase(own, null);
    } else {
      Path folder = config.data().resolve("postgres");
      Optional<EmbeddedPostgres.Access> running =
          besides ? EmbeddedPostgres.running(folder) : Optional.empty();
      if (running.isPresent()) {
        opened = new FarmDatabase(settings(running.get()), null);
      } else {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, Options.defaults());
        opened = new FarmDatabase(settings(postgres.access()), postgres);
      }
    }
    try {
      opened.database.waitUntilReachable(REACHABLE_WITHIN);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static DatabaseSettings settings(EmbeddedPostgres.Access access) {
    return DatabaseSettings.of(access.jdbcUrl(), access.user(), access.password());
  }

  Database database() {
    return database;
  }

  @Override
  public void close() {
    database.close();
    if (started != null) {
      started.close();
    }
  }
}
